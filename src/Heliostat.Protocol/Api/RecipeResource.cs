namespace Heliostat.Protocol.Api;

/// <summary>A template for jobs, with a few inputs that are filled in when it is cooked.</summary>
public sealed record RecipeResource
{
    /// <summary>Always <c>job_recipe</c>.</summary>
    public string Object { get; init; } = "job_recipe";

    /// <summary>The recipe's id.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// PRIVATE (its account sees it), PUBLIC (every account sees and cooks it) or ARCHIVED (its account sees it, and
    /// nothing is cooked of it).
    /// </summary>
    public required string Visibility { get; init; }

    /// <summary>
    /// A <see cref="JobRequest"/> whose strings may hold placeholders such as <c>{{key}}</c>, one for each input.
    /// </summary>
    public required JsonElement Payload { get; init; }

    /// <summary>What is asked for before it is cooked.</summary>
    public required IReadOnlyList<RecipeInput> InputSchema { get; init; }

    /// <summary>How to use it, in Markdown.</summary>
    public string? QuickstartMd { get; init; }

    /// <summary>A picture of it. The manager never fetches it.</summary>
    public string? ThumbnailUrl { get; init; }

    /// <summary>True for one that comes with the program; nobody changes it.</summary>
    public bool IsOfficial { get; init; }

    /// <summary>True for one of the caller's own.</summary>
    public bool IsOwner { get; init; }

    /// <summary>The recipe that it began as a copy of; null for none.</summary>
    public Guid? ForkedFromRecipeUuid { get; init; }

    /// <summary>Milliseconds since 1970, UTC; null for one that comes with the program.</summary>
    public long? CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public long? UpdatedAt { get; init; }

    /// <summary>When a job was cooked of it last; null for never, and for one of another account.</summary>
    public long? LastUsedAt { get; init; }
}

/// <summary>One input of a recipe.</summary>
public sealed record RecipeInput
{
    /// <summary>One line of text.</summary>
    public const string String = "string";

    /// <summary>A number.</summary>
    public const string Number = "number";

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public const string Boolean = "boolean";

    /// <summary>Text of many lines.</summary>
    public const string Text = "text";

    /// <summary>One of the options.</summary>
    public const string Select = "select";

    /// <summary>
    /// The name in <c>{{key}}</c>: small letters, digits and underscores, a letter first, at most 40.
    /// </summary>
    public required string Key { get; init; }

    /// <summary><c>string</c>, <c>number</c>, <c>boolean</c>, <c>text</c> or <c>select</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What people see.</summary>
    public string? Label { get; init; }

    /// <summary>Whether a job can be cooked without it; false when left out.</summary>
    public bool? Required { get; init; }

    /// <summary>What to fill in.</summary>
    public string? Description { get; init; }

    /// <summary>What an empty field shows.</summary>
    public string? Placeholder { get; init; }

    /// <summary>The value when nothing is filled in, of the input's type.</summary>
    public JsonElement? DefaultValue { get; init; }

    /// <summary>What may be chosen, for <c>select</c>.</summary>
    public IReadOnlyList<RecipeOption>? Options { get; init; }
}

/// <summary>One thing that may be chosen.</summary>
/// <param name="Label">What people see.</param>
/// <param name="Value">What is filled in.</param>
public sealed record RecipeOption(string Label, string Value);

/// <summary>The body of <c>POST /v1/job-recipes</c>, and of PUT, where what is left out stays.</summary>
public sealed record RecipeRequest
{
    /// <summary>Characters that a name may have.</summary>
    public const int NameLengthMax = 200;

    /// <summary>Characters that a description may have.</summary>
    public const int DescriptionLengthMax = 2_000;

    /// <summary>Characters that a quickstart may have.</summary>
    public const int QuickstartLengthMax = 64 * 1024;

    /// <summary>Characters that the URL of a picture may have.</summary>
    public const int UrlLengthMax = 2_048;

    /// <summary>Bytes of JSON that a payload may have.</summary>
    public const int PayloadBytesMax = 256 * 1024;

    /// <summary>Inputs that one recipe may ask for.</summary>
    public const int InputsMax = 32;

    /// <inheritdoc cref="RecipeResource.Name"/>
    public string? Name { get; init; }

    /// <inheritdoc cref="RecipeResource.Description"/>
    public string? Description { get; init; }

    /// <inheritdoc cref="RecipeResource.Visibility"/>
    public string? Visibility { get; init; }

    /// <inheritdoc cref="RecipeResource.Payload"/>
    public JsonElement? Payload { get; init; }

    /// <inheritdoc cref="RecipeResource.InputSchema"/>
    public IReadOnlyList<RecipeInput>? InputSchema { get; init; }

    /// <inheritdoc cref="RecipeResource.QuickstartMd"/>
    public string? QuickstartMd { get; init; }

    /// <inheritdoc cref="RecipeResource.ThumbnailUrl"/>
    public string? ThumbnailUrl { get; init; }
}

/// <summary>The body of <c>POST /v1/job-recipes/{uuid}/fork</c>, which may be left out.</summary>
/// <param name="Name">What the copy is called; as the recipe when left out.</param>
public sealed record RecipeForkRequest(string? Name);
