// Takes numbers apart into their prime factors. Build it in this folder: dotnet publish main.cs -o bin
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

using System.Text.Json;
using System.Text.Json.Nodes;

while (Console.ReadLine() is { } line)
{
    var request = JsonNode.Parse(line)!;
    var answer = new JsonObject
    {
        ["id"] = request["id"]!.GetValue<long>(),
        ["result"] = new JsonObject { ["factors"] = Factors(request["payload"]!["number"]!.GetValue<long>()) },
    };
    Console.WriteLine(answer.ToJsonString(JsonSerializerOptions.Default));
}

static JsonArray Factors(long number)
{
    var factors = new JsonArray();
    for (long candidate = 2; candidate <= number / candidate; candidate++)
    {
        while (number % candidate == 0)
        {
            factors.Add(JsonValue.Create(candidate));
            number /= candidate;
        }
    }

    if (number > 1)
    {
        factors.Add(JsonValue.Create(number));
    }

    return factors;
}
