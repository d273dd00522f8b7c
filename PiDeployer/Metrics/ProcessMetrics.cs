namespace PiDeployer.Metrics;

/// <summary>The process under the names that all of Prometheus' clients use, from <c>/proc</c>, and its garbage collector. What the kernel does not tell is left out.</summary>
/// <param name="version">The program's.</param>
/// <param name="clock">For the time of the start.</param>
internal sealed class ProcessMetrics(string version, TimeProvider clock)
{
    /// <summary>Whoever asks more often gets the same figures again: to count the open files takes the longer the more there are.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly StartTime start = new(clock);
    private readonly Lock gate = new();
    private ProcessFigures? figures;
    private long readAt;

    public void WriteTo(MetricsPage page)
    {
        page.Gauge("pi_deployer_build_info", "1; the labels say what runs.")
            .Sample(1, ("version", version), ("runtime", $"{Environment.Version}"));
        page.Gauge("process_start_time_seconds", "When the process started, as Unix time.").Sample(start.Seconds);
        if (Figures() is { } figures)
        {
            page.Counter("process_cpu_seconds_total", "Time that processors spent on the process.").Sample(figures.Cpu.TotalSeconds);
            page.Gauge("process_virtual_memory_bytes", "Addresses that the process uses.").Sample(figures.VirtualBytes);
            page.Gauge("process_resident_memory_bytes", "Memory that the process has.").Sample(figures.ResidentBytes);
            page.Gauge("process_open_fds", "File descriptors that are open.").Sample(figures.OpenFiles);
            if (figures.MaxOpenFiles is { } most)
                page.Gauge("process_max_fds", "File descriptors that may be open.").Sample(most);
        }

        WriteCollector(page);
    }

    private ProcessFigures? Figures()
    {
        lock (gate)
        {
            if (figures is null || clock.GetElapsedTime(readAt) >= Fresh)
                (figures, readAt) = (ProcessFigures.Read(), clock.GetTimestamp());
            return figures;
        }
    }

    private static void WriteCollector(MetricsPage page)
    {
        page.Counter("dotnet_gc_collections_total", "Garbage collections of each generation and those below it.")
            .Sample(GC.CollectionCount(0), ("generation", "0")).Sample(GC.CollectionCount(1), ("generation", "1")).Sample(GC.CollectionCount(2), ("generation", "2"));
        page.Gauge("dotnet_gc_heap_bytes", "What the managed heap holds, garbage included.").Sample(GC.GetTotalMemory(forceFullCollection: false));
        page.Counter("dotnet_gc_allocated_bytes_total", "What was allocated on the managed heap.").Sample(GC.GetTotalAllocatedBytes());
        page.Counter("dotnet_gc_pause_seconds_total", "For how long all stood still for the garbage collector.").Sample(GC.GetTotalPauseDuration().TotalSeconds);
    }
}
