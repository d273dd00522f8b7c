using System.Buffers;
using System.Text;
using PiDeployer.Logs;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>A deployment's log as plain text, as far as it has come.</summary>
internal sealed class LogText(DeploymentLogs logs, ProjectName project, DeploymentId id) : IResult
{
    private const int Batch = 16 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var live = logs.Find(id);
        LogReader reader;
        try
        {
            reader = logs.Read(project, id, 0);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            await DeploymentLogAnswers.Unreadable(e).ExecuteAsync(httpContext);
            return;
        }

        using (reader)
        {
            if (!reader.Exists && live is null)
            {
                await Answers.Error(StatusCodes.Status404NotFound, $"The log of deployment {id} is not there, or no longer kept.").ExecuteAsync(httpContext);
                return;
            }

            httpContext.Response.ContentType = "text/plain; charset=utf-8";
            if (!HttpMethods.IsHead(httpContext.Request.Method))
                await SendAsync(reader, httpContext.Response.Body, httpContext.RequestAborted);
        }
    }

    private static async Task SendAsync(LogReader reader, Stream output, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Batch);
        try
        {
            while (reader.Position < reader.End)
            {
                var length = reader.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, reader.End - reader.Position)));
                if (length > 0)
                    await output.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
                else if (reader.SkipGap() is var missing and > 0)
                    await output.WriteAsync(Encoding.UTF8.GetBytes($"[{missing} bytes were here; of a long log only the end is kept]\n"), cancellationToken);
                else
                    return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
