namespace PiDeployer.Pipelines.Containers;

/// <summary>Which images an <c>up</c> takes.</summary>
internal enum ImagesForUp
{
    /// <summary>Those that are here; what is missing it may get.</summary>
    AsNeeded,

    /// <summary>As they are here and now: neither built anew nor fetched.</summary>
    AsTheyAre,

    /// <summary>Built anew where the compose file says how.</summary>
    Built,
}
