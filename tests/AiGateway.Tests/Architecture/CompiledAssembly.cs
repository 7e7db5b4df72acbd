using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace AiGateway.Tests.Architecture;

/// <summary>Reads from an assembly's metadata and its methods' bodies which type uses which.</summary>
internal sealed class CompiledAssembly
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    private readonly HashSet<TypeUse> _uses = [];
    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private string _user = "";
    private string _member = "";

    private CompiledAssembly(PEReader file)
    {
        _file = file;
        _reader = file.GetMetadataReader();
        References = [.. _reader.AssemblyReferences.Select(handle => _reader.GetString(_reader.GetAssemblyReference(handle).Name))];
        foreach (var handle in _reader.TypeDefinitions)
        {
            ReadType(handle);
        }

        StaticFields = [.. _reader.FieldDefinitions.Select(_reader.GetFieldDefinition).Where(f => f.Attributes.HasFlag(System.Reflection.FieldAttributes.Static)).Select(f => ($"{TypeNames.NameOf(_reader, f.GetDeclaringType())}.{_reader.GetString(f.Name)}", f.Attributes))];
    }

    /// <summary>Every use, once.</summary>
    public IReadOnlySet<TypeUse> Uses => _uses;

    /// <summary>The assemblies referred to.</summary>
    public IReadOnlyList<string> References { get; }

    /// <summary>The static fields with their attributes.</summary>
    public IReadOnlyList<(string Name, System.Reflection.FieldAttributes Attributes)> StaticFields { get; }

    /// <summary>Reads an assembly that lies beside the tests.</summary>
    public static CompiledAssembly Read(string name)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, name)));
        return new CompiledAssembly(file);
    }

    private TypeNames Names => new(_reader, Add);

    private void Add(string used, string assembly) => _uses.Add(new TypeUse(_user, used, assembly, _member));

    private void ReadType(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        _user = TypeNames.NameOf(_reader, handle);
        _member = "";
        Names.Visit(type.BaseType);
        foreach (var implemented in type.GetInterfaceImplementations())
        {
            Names.Visit(_reader.GetInterfaceImplementation(implemented).Interface);
        }

        ReadConstraints(type.GetGenericParameters());
        ReadAttributes(type.GetCustomAttributes());
        foreach (var field in type.GetFields().Select(_reader.GetFieldDefinition))
        {
            field.DecodeSignature(Names, false);
            ReadAttributes(field.GetCustomAttributes());
        }

        foreach (var property in type.GetProperties().Select(_reader.GetPropertyDefinition))
        {
            property.DecodeSignature(Names, false);
            ReadAttributes(property.GetCustomAttributes());
        }

        foreach (var method in type.GetMethods().Select(_reader.GetMethodDefinition))
        {
            method.DecodeSignature(Names, false);
            ReadAttributes(method.GetCustomAttributes());
            ReadConstraints(method.GetGenericParameters());
            if (method.RelativeVirtualAddress != 0)
            {
                ReadBody(_file.GetMethodBody(method.RelativeVirtualAddress));
            }
        }
    }

    private void ReadConstraints(GenericParameterHandleCollection parameters)
    {
        foreach (var constraint in parameters.SelectMany(p => _reader.GetGenericParameter(p).GetConstraints()))
        {
            Names.Visit(_reader.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void ReadAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
        {
            ReadToken(_reader.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void ReadBody(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(Names, false);
        }

        foreach (var region in body.ExceptionRegions)
        {
            Names.Visit(region.CatchType);
        }

        var code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == 0xFE)
            {
                value = 0xFE00 | code.ReadByte();
            }

            switch (Operands[value])
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    ReadToken(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += targets * 4;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.Offset += 8;
                    break;
                case OperandType.InlineVar:
                    code.Offset += 2;
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.Offset += 1;
                    break;
                case OperandType.InlineNone:
                    break;
                default:
                    code.Offset += 4;
                    break;
            }
        }
    }

    private void ReadToken(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MemberReference:
                var member = _reader.GetMemberReference((MemberReferenceHandle)handle);
                _member = _reader.GetString(member.Name);
                Names.Visit(member.Parent);
                _member = "";
                if (member.GetKind() == MemberReferenceKind.Field)
                {
                    member.DecodeFieldSignature(Names, false);
                }
                else
                {
                    member.DecodeMethodSignature(Names, false);
                }

                break;
            case HandleKind.MethodDefinition:
                var method = _reader.GetMethodDefinition((MethodDefinitionHandle)handle);
                _member = _reader.GetString(method.Name);
                Names.Visit(method.GetDeclaringType());
                _member = "";
                break;
            case HandleKind.FieldDefinition:
                var field = _reader.GetFieldDefinition((FieldDefinitionHandle)handle);
                _member = _reader.GetString(field.Name);
                Names.Visit(field.GetDeclaringType());
                _member = "";
                break;
            case HandleKind.MethodSpecification:
                var specification = _reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                ReadToken(specification.Method);
                specification.DecodeSignature(Names, false);
                break;
            default:
                Names.Visit(handle);
                break;
        }
    }
}
