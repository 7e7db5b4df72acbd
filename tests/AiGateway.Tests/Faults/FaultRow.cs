using AiGateway.Fakes;

namespace AiGateway.Tests.Faults;

/// <summary>One row of the table.</summary>
/// <param name="Title">The fault with its dialects, as the table has it.</param>
/// <param name="Name">The fault without its dialects: its name in <see cref="FaultCatalogue"/>.</param>
/// <param name="Dialects">The dialects that the row is for.</param>
/// <param name="Calls">How many calls the failing target gets.</param>
/// <param name="Cells">What comes out, by column; columns that do not apply are missing.</param>
internal sealed record FaultRow(string Title, string Name, IReadOnlyList<Dialect> Dialects, int Calls, IReadOnlyDictionary<string, ExpectedOutcome> Cells);
