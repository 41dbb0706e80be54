package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.UnsupportedException;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.EnumType;
import dev.sconce.ir.Function;
import dev.sconce.ir.InterfaceType;
import dev.sconce.ir.Type;
import dev.sconce.runtime.ValueTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes types of class definitions: classes and modules, NamedTuples, interfaces, enums. */
final class ClassDeclarations {
    private final CompilationUnit unit;

    ClassDeclarations(CompilationUnit unit) {
        this.unit = unit;
    }

    Type declare(String name, Stmt.ClassDef def) {
        String superclass = def.superclass() instanceof Expr.Name of ? of.id() : def.superclass() == null ? "" : "?";
        return switch (superclass) {
            case "" -> declareClass(name, def, false);
            case "Module" -> declareClass(name, def, true);
            case "NamedTuple" -> namedTuple(name, def);
            case "Interface" -> declareInterface(name, def, false);
            case "ModuleInterface" -> declareInterface(name, def, true);
            case "Enum" -> declareEnum(name, def);
            default ->
                throw new UnsupportedException("TorchScript has no inheritance between classes:\n"
                        + def.range().highlight());
        };
    }

    private ClassType declareClass(String name, Stmt.ClassDef def, boolean isModule) {
        ClassType type = new ClassType(name, isModule);
        // Known before its parts are, as they may name it.
        unit.register(name, type);
        Map<String, List<String>> lists = new LinkedHashMap<>();
        List<Stmt.Assign> attributes = new ArrayList<>();
        for (Stmt statement : def.body()) {
            if (statement instanceof Stmt.Def method) {
                type.addMethod(method.name(), unit.function(name + "." + method.name(), method, type));
            } else if (statement instanceof Stmt.Assign assign) {
                String target = assign.targets().get(0) instanceof Expr.Name of ? of.id() : "";
                if (target.startsWith("__")
                        && assign.value() instanceof Expr.ListLiteral names
                        && assign.type() == null) {
                    lists.put(target, strings(names));
                } else if (!target.equals("__annotations__")) {
                    attributes.add(assign);
                }
            } else if (!(statement instanceof Stmt.Pass)) {
                throw new ScriptException("This cannot stand in a class", statement.range());
            }
        }
        Set<String> parameters = new HashSet<>(lists.getOrDefault("__parameters__", List.of()));
        Set<String> buffers = new HashSet<>(lists.getOrDefault("__buffers__", List.of()));
        for (Stmt.Assign attribute : attributes) {
            addAttribute(type, attribute, parameters, buffers);
        }
        for (String hook : lists.getOrDefault("__forward_pre_hooks__", List.of())) {
            type.addForwardPreHook(hook(type, hook, def));
        }
        for (String hook : lists.getOrDefault("__forward_hooks__", List.of())) {
            type.addForwardHook(hook(type, hook, def));
        }
        return type;
    }

    private static Function hook(ClassType type, String name, Stmt.ClassDef def) {
        Function hook = type.method(name);
        if (hook == null) {
            throw new ScriptException(
                    "Class " + type.qualifiedName() + " lists a hook " + name + " that it does not define",
                    def.range());
        }
        return hook;
    }

    private static List<String> strings(Expr.ListLiteral list) {
        List<String> strings = new ArrayList<>();
        for (Expr element : list.elements()) {
            if (!(element instanceof Expr.StringLiteral string)) {
                throw new ScriptException("This is a list of names", element.range());
            }
            strings.add(string.value());
        }
        return strings;
    }

    /** {@code x : T}, {@code __annotations__["0"] = T}, or of a constant {@code x : Final[T] = value}. */
    private void addAttribute(ClassType type, Stmt.Assign assign, Set<String> parameters, Set<String> buffers) {
        Expr target = assign.targets().get(0);
        Expr annotation = assign.type();
        String name;
        if (target instanceof Expr.Name of && annotation != null) {
            name = of.id();
            if (assign.value() != null) {
                Type constant = unit.annotations().parse(annotation);
                type.addConstant(name, constant, new Constants(unit).evaluate(assign.value(), constant));
                return;
            }
        } else if (target instanceof Expr.Subscript of && of.indices().get(0) instanceof Expr.StringLiteral quoted) {
            name = quoted.value();
            annotation = assign.value();
        } else {
            throw new ScriptException("This is no attribute of a class", assign.range());
        }
        type.addAttribute(new ClassType.Attribute(
                name, unit.annotations().parse(annotation), parameters.contains(name), buffers.contains(name)));
    }

    private Type namedTuple(String name, Stmt.ClassDef def) {
        List<String> fields = new ArrayList<>();
        List<Type> types = new ArrayList<>();
        List<Object> defaults = new ArrayList<>();
        for (Stmt statement : def.body()) {
            if (statement instanceof Stmt.Pass) {
                continue;
            }
            if (!(statement instanceof Stmt.Assign assign
                    && assign.targets().get(0) instanceof Expr.Name field
                    && assign.type() != null)) {
                throw new ScriptException("A NamedTuple has annotated fields only", statement.range());
            }
            fields.add(field.id());
            types.add(unit.annotations().parse(assign.type()));
            if (assign.value() != null) {
                defaults.add(new Constants(unit).evaluate(assign.value(), types.get(types.size() - 1)));
            }
        }
        Type type = new Type.TupleType(types, name, fields, defaults);
        unit.register(name, type);
        return type;
    }

    private Type declareInterface(String name, Stmt.ClassDef def, boolean isModule) {
        InterfaceType type = new InterfaceType(name, isModule);
        unit.register(name, type);
        for (Stmt statement : def.body()) {
            if (statement instanceof Stmt.Def method) {
                type.addMethod(unit.interfaceSchema(method, type));
            } else if (!(statement instanceof Stmt.Pass)) {
                throw new ScriptException("An interface has methods only", statement.range());
            }
        }
        return type;
    }

    private Type declareEnum(String name, Stmt.ClassDef def) {
        Map<String, Object> members = new LinkedHashMap<>();
        Type valueType = null;
        for (Stmt statement : def.body()) {
            if (!(statement instanceof Stmt.Assign assign
                    && assign.targets().get(0) instanceof Expr.Name member
                    && assign.value() != null)) {
                throw new ScriptException("An enum has members with values only", statement.range());
            }
            Object value = new Constants(unit).evaluate(assign.value(), null);
            Type type = ValueTypes.of(value);
            if (type == Type.ANY) {
                throw new ScriptException("The values of an enum are numbers or strings", assign.range());
            }
            if (valueType != null && !valueType.equals(type)) {
                throw new ScriptException("The values of an enum have one type", assign.range());
            }
            valueType = type;
            members.put(member.id(), value);
        }
        Type type = new EnumType(name, valueType, members);
        unit.register(name, type);
        return type;
    }
}
