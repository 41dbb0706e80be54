package dev.sconce.script;

import dev.sconce.ScriptException;
import dev.sconce.UnsupportedException;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.FunctionSchema.Argument;
import dev.sconce.ir.Graph;
import dev.sconce.ir.InterfaceType;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.SourceRange;
import dev.sconce.ir.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The classes and functions of an archive, by qualified name. Records are read, classes declared and functions compiled when they are
 * first asked for. Thread-safe: all of it happens under one lock, which the functions share. Equals PyTorch's {@code
 * import_source.cpp}.
 */
public final class CompilationUnit {
    private final SourceProvider sources;
    private final OperatorSet operators;
    private final long version;
    private final AnnotationParser annotations = new AnnotationParser(this::findType);
    private final ClassDeclarations declarations = new ClassDeclarations(this);
    private final Set<String> readPrefixes = new HashSet<>();
    /** Read, and not declared yet. */
    private final Map<String, Stmt> definitions = new HashMap<>();

    private final Map<String, Type> types = new HashMap<>();
    private final Map<String, Function> functions = new HashMap<>();
    /** Syntax trees of what was declared, for those who look for operators before compiling. */
    private final Map<Function, Stmt.Def> bodies = new HashMap<>();

    private List<Object> constants = List.of();
    private BuiltinFunctions builtinFunctions;
    private Upgraders upgraders;

    /** For code in which all operators mean what they do today. */
    public CompilationUnit(SourceProvider sources, OperatorSet operators) {
        this(sources, operators, Long.MAX_VALUE);
    }

    /**
     * @param sources of the {@code code/} records
     * @param operators that calls are resolved against
     * @param version of the archive's file format, which says what some operators mean
     */
    public CompilationUnit(SourceProvider sources, OperatorSet operators, long version) {
        this.sources = sources;
        this.operators = operators;
        this.version = version;
    }

    /** Sets what {@code CONSTANTS.c0}, {@code CONSTANTS.c1}, ... are; to be called before a function is compiled that uses them. */
    public synchronized void setConstants(List<?> values) {
        constants = new ArrayList<>(values);
    }

    /**
     * The type that an annotation says, for instance {@code Dict[str, __torch__.Net]}.
     *
     * @throws ScriptException when it is no type, or names a class that the archive does not have
     */
    public synchronized Type type(String annotation) {
        return annotations.parse(Parser.expression("type annotation", annotation));
    }

    /** The type of that qualified name: class, NamedTuple, interface or enum; null where the archive has none. */
    public synchronized Type findType(String qualifiedName) {
        Type known = types.get(qualifiedName);
        if (known != null) {
            return known;
        }
        if (qualifiedName.startsWith("__torch__.torch.classes.")) {
            return ClassType.builtin(qualifiedName);
        }
        if (!(definition(qualifiedName) instanceof Stmt.ClassDef def)) {
            return null;
        }
        definitions.remove(qualifiedName);
        return declarations.declare(qualifiedName, def);
    }

    /** The free function of that qualified name; null where the archive has none. */
    public synchronized Function findFunction(String qualifiedName) {
        Function known = functions.get(qualifiedName);
        if (known != null) {
            return known;
        }
        if (!(definition(qualifiedName) instanceof Stmt.Def def)) {
            return null;
        }
        definitions.remove(qualifiedName);
        Function function = function(qualifiedName, def, null);
        functions.put(qualifiedName, function);
        return function;
    }

    /**
     * All that a module needs and that is not supported, in the order of its code, each operator once; empty when the module compiles.
     * Operators are {@link MissingOperator}s. Compiles the module's code.
     *
     * @throws ScriptException when the code itself is wrong
     */
    public synchronized List<UnsupportedException> unsupported(ClassType module) {
        return OperatorSurvey.of(this, module);
    }

    void register(String qualifiedName, Type type) {
        types.put(qualifiedName, type);
    }

    private Stmt definition(String qualifiedName) {
        int dot = qualifiedName.lastIndexOf('.');
        if (dot > 0) {
            read(qualifiedName.substring(0, dot));
        }
        return definitions.get(qualifiedName);
    }

    private void read(String prefix) {
        if (!readPrefixes.add(prefix)) {
            return;
        }
        String source = sources.source(prefix);
        if (source == null) {
            return;
        }
        for (Stmt definition : Parser.definitions("code/" + prefix.replace('.', '/') + ".py", source)) {
            String name = definition instanceof Stmt.ClassDef of ? of.name() : ((Stmt.Def) definition).name();
            definitions.put(prefix + "." + name, definition);
        }
    }

    /**
     * A function whose graph is compiled when it is first asked for.
     *
     * @param self the class of a method, or null
     */
    Function function(String qualifiedName, Stmt.Def def, ClassType self) {
        Function[] function = new Function[1];
        function[0] = new Function(
                qualifiedName,
                () -> {
                    FunctionSchema declared = schema(def, self, def.name());
                    return declared.returns().isEmpty() ? returning(declared, function[0].graph()) : declared;
                },
                () -> compile(def, self),
                this);
        bodies.put(function[0], def);
        return function[0];
    }

    private Graph compile(Stmt.Def def, ClassType self) {
        try {
            return Emitter.compile(this, def, self, schema(def, self, def.name()));
        } catch (StackOverflowError deep) {
            throw new ScriptException(Parser.TOO_DEEP, def.range());
        }
    }

    private static FunctionSchema returning(FunctionSchema declared, Graph graph) {
        Argument result = new Argument("", graph.outputs().get(0).type());
        return new FunctionSchema(declared.name(), declared.arguments(), List.of(result));
    }

    /** The schema that a definition declares; without returns where it does not say what it returns. */
    FunctionSchema schema(Stmt.Def def, Type self, String name) {
        if (self != null && def.params().isEmpty()) {
            throw new ScriptException("A method has the parameter self", def.range());
        }
        List<Argument> arguments = new ArrayList<>();
        for (Stmt.Param param : def.params()) {
            Type type = self != null && arguments.isEmpty()
                    ? self
                    : param.type() == null ? Type.TENSOR : annotations.parse(param.type());
            boolean hasDefault = param.defaultValue() != null;
            Object defaultValue = hasDefault ? new Constants(this).evaluate(param.defaultValue(), type) : null;
            arguments.add(new Argument(param.name(), type, param.keywordOnly(), hasDefault, defaultValue));
        }
        List<Argument> returns =
                def.returns() == null ? List.of() : List.of(new Argument("", annotations.parse(def.returns())));
        return new FunctionSchema(name, arguments, returns);
    }

    FunctionSchema interfaceSchema(Stmt.Def method, InterfaceType self) {
        FunctionSchema schema = schema(method, self, method.name());
        return schema.returns().isEmpty()
                ? new FunctionSchema(schema.name(), schema.arguments(), List.of(new Argument("", Type.NONE)))
                : schema;
    }

    /** The syntax tree of a function of this unit. */
    Stmt.Def body(Function function) {
        return bodies.get(function);
    }

    OperatorSet operators() {
        return operators;
    }

    BuiltinFunctions builtinFunctions() {
        if (builtinFunctions == null) {
            builtinFunctions = new BuiltinFunctions(this);
        }
        return builtinFunctions;
    }

    Upgraders upgraders() {
        if (upgraders == null) {
            upgraders = new Upgraders(operators, version);
        }
        return upgraders;
    }

    AnnotationParser annotations() {
        return annotations;
    }

    /** The constant {@code c3}. */
    Object constant(String field, SourceRange range) {
        int index;
        try {
            index = Integer.parseInt(field.substring(1));
        } catch (NumberFormatException e) {
            throw new ScriptException("The archive's constants are CONSTANTS.c0 and on", range);
        }
        if (index < 0 || index >= constants.size()) {
            throw new ScriptException(
                    "The archive has " + constants.size() + " constants, and this asks for CONSTANTS." + field, range);
        }
        return constants.get(index);
    }
}
