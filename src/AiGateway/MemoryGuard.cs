using System.Runtime.InteropServices;

namespace AiGateway;

/// <summary>Keeps the process's memory from other processes of its user, and out of core dumps, where the system is Linux.</summary>
/// <remarks>
/// What <c>/proc/PID</c> shows of the process belongs to root from then on, and neither a crash nor a tool of the same user writes the
/// memory down. The user's other processes can still ask the .NET diagnostics port for the environment, which only
/// <c>DOTNET_EnableDiagnostics=0</c> closes, since the runtime opens it before any code of ours.
/// </remarks>
internal static class MemoryGuard
{
    /// <summary>The variable that leaves everything as it is while its value is 1, for whoever looks for a fault.</summary>
    public const string Variable = "AIGATEWAY_ALLOW_DUMPS";

    /// <summary>PR_SET_DUMPABLE, see prctl(2).</summary>
    private const int SetDumpable = 4;

    /// <summary>Closes it, once and for the rest of the process's life.</summary>
    /// <param name="errors">Where it says that it could not.</param>
    public static void Close(TextWriter errors)
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Variable) == "1")
        {
            return;
        }

        if (Control(SetDumpable, 0, 0, 0, 0) != 0)
        {
            errors.WriteLine($"The process's memory could not be closed to others of its user (prctl: error {Marshal.GetLastPInvokeError()}).");
        }
    }

#pragma warning disable SYSLIB1054 // The generated form needs unsafe code allowed for the whole project; plain numbers need no marshalling.
    [DllImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);
#pragma warning restore SYSLIB1054
}
