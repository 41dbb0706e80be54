package dev.sconce;

import dev.sconce.archive.ArchiveReader;
import dev.sconce.archive.TypeResolver;
import dev.sconce.exec.Interpreter;
import dev.sconce.exec.Intrinsics;
import dev.sconce.exec.Invocation;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.ir.Type;
import dev.sconce.ops.PackedParams;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.RefCounted;
import dev.sconce.runtime.Scope;
import dev.sconce.runtime.TupleValue;
import dev.sconce.script.CompilationUnit;
import java.util.HashMap;
import java.util.Map;

/** Puts a model together: code, constants and object tree of an archive. */
public final class ModelLoader {
    private ModelLoader() {}

    /** The module of an archive; the caller owns one count of it, also where a scope is open: a module outlives what calls it. */
    public static ObjectValue load(ArchiveReader archive) {
        CompilationUnit unit = unit(archive);
        TypeResolver types = resolver(archive, unit);
        try (Scope ignored = Scope.open()) {
            TupleValue constants = archive.readConstants(types);
            // The code refers to them as long as it lives, and nothing counts code.
            constants.items().forEach(RefCounted::retain);
            unit.setConstants(constants.items());
            ObjectValue module = archive.readModule(types);
            module.retain();
            return module;
        }
    }

    /** The code of an archive, compiled as it is asked for. */
    public static CompilationUnit unit(ArchiveReader archive) {
        Map<String, String> sources = new HashMap<>();
        for (String record : archive.records()) {
            if (record.startsWith("code/") && record.endsWith(".py")) {
                String prefix = record.substring("code/".length(), record.length() - ".py".length())
                        .replace('/', '.');
                sources.put(prefix, archive.text(record));
            }
        }
        return new CompilationUnit(sources::get, Intrinsics.operators(), archive.version());
    }

    /** Answers the archive reader from the code. */
    private static TypeResolver resolver(ArchiveReader archive, CompilationUnit unit) {
        return new TypeResolver() {
            @Override
            public Type resolve(String annotation) {
                return unit.type(annotation);
            }

            @Override
            public void setState(ObjectValue object, Object state) {
                ClassType type = object.type();
                Function method = type.method("__setstate__");
                if (method == null) {
                    throw new ArchiveException(archive.name() + ": an object of " + type.qualifiedName()
                            + " was saved with a state of its own, and its class has no __setstate__");
                }
                RefCounted.release(Interpreter.call(method, new Object[] {object, state}, Map.of(), new Invocation()));
            }

            @Override
            public ObjectValue builtin(ClassType type, Object state) {
                return PackedParams.of(type, state);
            }
        };
    }

    /** The values behind IValues by name. */
    public static Map<String, Object> values(Map<String, IValue> values) {
        Map<String, Object> plain = new HashMap<>();
        for (Map.Entry<String, IValue> value : values.entrySet()) {
            if (value.getValue() == null) {
                throw new SconceException(
                        "argument '" + value.getKey() + "' is a Java null: use IValue.optionalNull() for None");
            }
            plain.put(value.getKey(), value.getValue().value());
        }
        return plain;
    }
}
