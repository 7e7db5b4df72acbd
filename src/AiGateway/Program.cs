using AiGateway;
using AiGateway.CommandLine;

return await CommandProgram.RunAsync(args, CommandConsole.OfProcess(), static settings => GatewayHost.RunAsync(settings, Console.Error));
