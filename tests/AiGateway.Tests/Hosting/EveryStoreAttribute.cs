using System.Reflection;
using Xunit.Sdk;

namespace AiGateway.Tests.Hosting;

/// <summary>Runs a theory on each kind of store.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryStoreAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Enum.GetValues<StoreKind>().Select(kind => new object[] { kind });
}
