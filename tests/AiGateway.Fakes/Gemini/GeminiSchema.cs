using AiGateway.Fakes.Schema;
using static AiGateway.Fakes.Schema.Field;
using static AiGateway.Fakes.Schema.Shape;

namespace AiGateway.Fakes.Gemini;

/// <summary>The bodies of Gemini's methods, field by field; null counts as absent, as in all of Google's JSON.</summary>
internal static class GeminiSchema
{
    private static readonly GeminiSchemaShape Schema = new();

    private static readonly Shape Part = Message(
        May("text", Text()),
        May("inlineData", Message(May("mimeType", Text(1)), May("data", Text(1)), May("displayName", Text()))),
        May("fileData", Message(May("mimeType", Text(1)), May("fileUri", Text(1)), May("displayName", Text()))),
        May("functionCall", Message(May("id", Text()), May("name", Text()), May("args", AnyObject))),
        May("functionResponse", Message(
            May("id", Text()), May("name", Text()), May("response", AnyObject), May("parts", List(Any)), May("willContinue", Bool), May("scheduling", Text()))),
        May("executableCode", Message(May("language", Text()), May("code", Text()), May("id", Text()))),
        May("codeExecutionResult", Message(May("outcome", Text()), May("output", Text()), May("id", Text()))),
        May("toolCall", AnyObject),
        May("toolResponse", AnyObject),
        May("thought", Bool),
        May("thoughtSignature", Text()),
        May("videoMetadata", AnyObject),
        May("mediaResolution", AnyObject),
        May("partMetadata", AnyObject));

    private static readonly Shape Content = Message(May("role", Text()), May("parts", List(Part)));

    private static readonly Shape Declaration = Message(
        May("name", Text()),
        May("description", Text()),
        May("behavior", OneOf("BLOCKING", "NON_BLOCKING")),
        May("parameters", Schema),
        May("parametersJsonSchema", Any),
        May("response", Any),
        May("responseJsonSchema", Any));

    private static readonly Shape Tool = Message(
        May("functionDeclarations", List(Declaration)),
        May("googleSearch", AnyObject),
        May("googleSearchRetrieval", AnyObject),
        May("googleMaps", AnyObject),
        May("codeExecution", AnyObject),
        May("urlContext", AnyObject),
        May("fileSearch", AnyObject),
        May("computerUse", AnyObject));

    private static readonly Shape ToolConfig = Message(
        May("functionCallingConfig", Message(May("mode", OneOf("MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED")), May("allowedFunctionNames", List(Text(1))))),
        May("retrievalConfig", AnyObject),
        May("includeServerSideToolInvocations", Bool));

    private static readonly Shape Thinking = Message(
        May("includeThoughts", Bool), May("thinkingBudget", Int(-1)), May("thinkingLevel", OneOf("THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH")));

    private static readonly Shape GenerationConfig = Message(
        May("candidateCount", Int(1, 8)),
        May("stopSequences", List(Text(1), max: 5)),
        May("maxOutputTokens", Int(1)),
        May("temperature", Number(0, 2)),
        May("topP", Number(0, 1)),
        May("topK", Number(1)),
        May("seed", Int()),
        May("presencePenalty", Number(-2, 1.999999)),
        May("frequencyPenalty", Number(-2, 1.999999)),
        May("responseLogprobs", Bool),
        May("logprobs", Int(0, 20)),
        May("responseMimeType", OneOf("text/plain", "application/json", "text/x.enum")),
        May("responseSchema", Schema),
        May("responseJsonSchema", Any),
        May("responseModalities", List(OneOf("TEXT", "IMAGE", "AUDIO"))),
        May("speechConfig", AnyObject),
        May("imageConfig", AnyObject),
        May("mediaResolution", OneOf("MEDIA_RESOLUTION_UNSPECIFIED", "MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM", "MEDIA_RESOLUTION_HIGH")),
        May("enableEnhancedCivicAnswers", Bool),
        May("thinkingConfig", Thinking));

    private static readonly Shape Safety = Message(
        Must("category", OneOf(
            "HARM_CATEGORY_HARASSMENT", "HARM_CATEGORY_HATE_SPEECH", "HARM_CATEGORY_SEXUALLY_EXPLICIT", "HARM_CATEGORY_DANGEROUS_CONTENT", "HARM_CATEGORY_CIVIC_INTEGRITY")),
        Must("threshold", OneOf("BLOCK_NONE", "BLOCK_ONLY_HIGH", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_LOW_AND_ABOVE", "OFF")));

    private static readonly Field[] GenerateFields =
    [
        May("contents", List(Content)),
        May("systemInstruction", Content),
        May("tools", List(Tool)),
        May("toolConfig", ToolConfig),
        May("safetySettings", List(Safety)),
        May("generationConfig", GenerationConfig),
        May("cachedContent", Text(1)),
        May("serviceTier", Text()),
        May("store", Bool),
    ];

    /// <summary>The body of <c>:generateContent</c> and <c>:streamGenerateContent</c>; a model in it is only bound from the path.</summary>
    public static readonly Shape Generate = Message(GenerateFields);

    /// <summary>The body of <c>:countTokens</c>.</summary>
    public static readonly Shape Count = Message(
        May("contents", List(Content)),
        May("generateContentRequest", Message([May("model", Text(1)), .. GenerateFields])));

    private static readonly Field[] EmbedFields =
    [
        May("model", Text(1)),
        Must("content", Content),
        May("taskType", OneOf(
            "TASK_TYPE_UNSPECIFIED", "RETRIEVAL_QUERY", "RETRIEVAL_DOCUMENT", "SEMANTIC_SIMILARITY", "CLASSIFICATION", "CLUSTERING", "QUESTION_ANSWERING",
            "FACT_VERIFICATION", "CODE_RETRIEVAL_QUERY")),
        May("title", Text()),
        May("outputDimensionality", Int(1, 3072)),
    ];

    /// <summary>The body of <c>:embedContent</c>.</summary>
    public static readonly Shape Embed = Message(EmbedFields);

    /// <summary>The body of <c>:batchEmbedContents</c>.</summary>
    public static readonly Shape BatchEmbed = Message(Must("requests", List(Message(EmbedFields), max: 100)));

    /// <summary>An object whose fields are known in camelCase and in snake_case.</summary>
    public static ObjectShape Message(params Field[] fields) => Object(fields).AlsoSpelled(GeminiNames.Camel);
}
