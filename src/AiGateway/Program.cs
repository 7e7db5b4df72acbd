using AiGateway;
using AiGateway.CommandLine;

MemoryGuard.Close(Console.Error);
return await CommandProgram.RunAsync(args, CommandConsole.OfProcess(), static settings => GatewayHost.RunAsync(settings, Console.Error));
