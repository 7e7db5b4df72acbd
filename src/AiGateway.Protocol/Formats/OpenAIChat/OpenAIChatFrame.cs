using System.Runtime.InteropServices;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>What a frame of a stream carries, and for which of the answer's choices.</summary>
/// <param name="Kinds">What it carries.</param>
/// <param name="ContentChoices">The choices that content is for: bit <c>i</c> is index <c>i</c>, bit 63 every index from 63 on.</param>
/// <param name="FinishedChoices">The choices that it finishes, likewise.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OpenAIChatFrame(OpenAIChatFrameKinds Kinds, ulong ContentChoices, ulong FinishedChoices)
{
    /// <summary>A frame that concerns no choice.</summary>
    /// <param name="kinds">What it carries.</param>
    public static implicit operator OpenAIChatFrame(OpenAIChatFrameKinds kinds) => new(kinds, 0, 0);

    /// <summary>Whether it carries this.</summary>
    public bool Has(OpenAIChatFrameKinds kind) => (Kinds & kind) != OpenAIChatFrameKinds.Other;
}
