using System.Text;
using System.Text.Json;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Containers;

/// <summary>Reads the parameters of a docker job, and names the first field that breaks a rule.</summary>
internal static class ContainerReading
{
    /// <summary>Where the parameters stand in a request.</summary>
    public const string Place = "parameters.parameters.";

    public static bool TryRead(
        JobRequest asked, string salt, out ContainerSettings? settings, out ProblemAnswer problem)
    {
        settings = null;
        var json = asked.Parameters!.Parameters;
        if (!StrictJson.TryRead(json, Place, ApiJson.Default.ContainerParameters, out var parameters, out problem))
        {
            return false;
        }

        problem = (ImageRules.Check(parameters) ?? ContainerRequestRules.Check(parameters, asked.Task))!;
        if (problem is not null)
        {
            return false;
        }

        if (!CanonicalJson.TryWrite(json, CanonicalForm.Plain, out var canonical, out var fault))
        {
            problem = Problems.Unreadable(fault.ToCode(), fault.ToSentence(), Place.TrimEnd('.'));
            return false;
        }

        var hash = ContentHash.Of([.. Encoding.ASCII.GetBytes(salt + "\n"), .. canonical]);
        settings = new ContainerSettings(parameters.Count ?? 1, hash, parameters.Input);
        return true;
    }

    /// <summary>A field of the parameters that breaks a rule.</summary>
    public static ProblemAnswer Broken(string field, string sentence) => Problems.Unreadable(
        $"{field.Split('[', '.')[0].Replace('_', '-')}-invalid", $"{Place}{field}: {sentence}", Place + field);

    /// <summary>The parameters of a job, as they were sealed.</summary>
    public static ContainerParameters? Unseal(JobParameters sealedParameters) =>
        sealedParameters.Type == JobTypes.Docker
            ? sealedParameters.Parameters.Deserialize(ApiJson.Default.ContainerParameters)
            : null;
}
