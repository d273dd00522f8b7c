using System.Text.Json.Serialization.Metadata;

namespace PiDeployer.Http;

/// <summary>The answers that more than one endpoint gives.</summary>
internal static class Answers
{
    public static IResult Ok<T>(T value, JsonTypeInfo<T> type) => Json(value, type, StatusCodes.Status200OK);

    public static IResult Error(int status, string message) => Error(status, new ErrorAnswer(message));

    public static IResult Error(int status, ErrorAnswer answer) => Json(answer, ApiJson.Readable.ErrorAnswer, status);

    public static IResult Deploy(int status, DeployAnswer answer) => Json(answer, ApiJson.Readable.DeployAnswer, status);

    public static IResult Call(int status, CallAnswer answer) => Json(answer, ApiJson.Readable.CallAnswer, status);

    public static IResult Skipped(string reason) => Deploy(StatusCodes.Status200OK, new DeployAnswer("skipped", Reason: reason));

    public static IResult Unauthorized() => Error(StatusCodes.Status401Unauthorized, "Unauthorized");

    private static JsonAnswer<T> Json<T>(T value, JsonTypeInfo<T> type, int status) => new(value, type, status);
}
