package dev.sconce.cli;

import dev.sconce.ModelLoader;
import dev.sconce.SconceException;
import dev.sconce.Tensor;
import dev.sconce.archive.ArchiveReader;
import dev.sconce.archive.ProgressListener;
import dev.sconce.archive.TypeResolver;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Function;
import dev.sconce.ir.Type;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.Scope;
import dev.sconce.runtime.TupleValue;
import dev.sconce.script.CompilationUnit;
import dev.sconce.script.OperatorCall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an archive holds, found out without the native library: values are mapped and source is compiled, and nothing is run. An object
 * whose class has a {@code __setstate__} is known by the state that would be given to it.
 */
final class Inspection implements AutoCloseable {
    private static final String CODE = "code/";
    private static final String SOURCE = ".py";

    /**
     * A tensor of the model.
     *
     * @param path {@code layer1.0.weight}, or {@code CONSTANTS.c0}
     * @param kind parameter, buffer, attribute, state or constant
     */
    record NamedTensor(String path, String kind, Tensor tensor) {
        long bytes() {
            return tensor.numel() * tensor.dtype().itemSize();
        }
    }

    private final Scope scope;
    private final ArchiveReader archive;
    private final CompilationUnit unit;
    private final ObjectValue root;
    private final Map<ObjectValue, Object> states = new IdentityHashMap<>();
    private final List<NamedTensor> tensors = new ArrayList<>();
    private final Map<String, ClassType> classes = new LinkedHashMap<>();

    /** Reads the archive. To be closed by the same thread. */
    Inspection(Path model, ProgressListener progress) {
        scope = Scope.open();
        try {
            archive = ArchiveReader.open(model, progress);
            unit = ModelLoader.unit(archive);
            Types types = new Types();
            TupleValue constants = archive.readConstants(types);
            unit.setConstants(constants.items());
            root = archive.readModule(types);
            walk("", "attribute", root, Collections.newSetFromMap(new IdentityHashMap<>()));
            for (int i = 0; i < constants.size(); i++) {
                walk(
                        "CONSTANTS.c" + i,
                        "constant",
                        constants.get(i),
                        Collections.newSetFromMap(new IdentityHashMap<>()));
            }
        } catch (RuntimeException failed) {
            scope.close();
            throw failed;
        }
    }

    private final class Types implements TypeResolver {
        @Override
        public Type resolve(String annotation) {
            return unit.type(annotation);
        }

        @Override
        public void setState(ObjectValue object, Object state) {
            states.put(object, state);
        }

        @Override
        public ObjectValue builtin(ClassType type, Object state) {
            ObjectValue object = new ObjectValue(type);
            states.put(object, state);
            return object;
        }
    }

    ArchiveReader archive() {
        return archive;
    }

    ObjectValue root() {
        return root;
    }

    /** Parameters, buffers and other tensors of the module, then those of the constants. */
    List<NamedTensor> tensors() {
        return tensors;
    }

    /** The classes of the module and of all objects in it, by qualified name, the module's first. */
    Map<String, ClassType> classes() {
        return classes;
    }

    /** The records of source with their text. */
    Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        for (String record : archive.records()) {
            if (record.startsWith(CODE) && record.endsWith(SOURCE)) {
                sources.put(record, archive.text(record));
            }
        }
        return sources;
    }

    /** The calls of each operator in all of the source, by the operator's name. */
    Map<String, List<OperatorCall>> operatorCalls() {
        Map<String, List<OperatorCall>> calls = new TreeMap<>();
        sources().forEach((record, text) -> OperatorCall.in(record, text)
                .forEach(call -> calls.computeIfAbsent(call.operator(), name -> new ArrayList<>())
                        .add(call)));
        return calls;
    }

    /**
     * All that is not supported, each operator once. Source that cannot be compiled for another reason ends the search, and is its last
     * entry.
     */
    List<SconceException> problems() {
        try {
            return List.copyOf(unit.unsupported(root.type()));
        } catch (SconceException wrong) {
            return List.of(wrong);
        }
    }

    /** All methods and hooks of all classes. */
    List<Function> functions() {
        Set<Function> functions = new LinkedHashSet<>();
        for (ClassType type : classes.values()) {
            functions.addAll(type.methods());
            functions.addAll(type.forwardPreHooks());
            functions.addAll(type.forwardHooks());
        }
        return List.copyOf(functions);
    }

    private void walk(String path, String kind, Object value, Set<Object> visited) {
        if (value instanceof Tensor tensor) {
            tensors.add(new NamedTensor(path, kind, tensor));
        } else if (value instanceof ObjectValue object && visited.add(object)) {
            walkObject(path, object, visited);
        } else if (value instanceof ListValue list && visited.add(list)) {
            for (int i = 0; i < list.size(); i++) {
                walk(path + "[" + i + "]", kind, list.get(i), visited);
            }
        } else if (value instanceof TupleValue tuple && visited.add(tuple)) {
            for (int i = 0; i < tuple.size(); i++) {
                walk(path + "[" + i + "]", kind, tuple.get(i), visited);
            }
        } else if (value instanceof DictValue dict && visited.add(dict)) {
            dict.entries().forEach((key, item) -> walk(path + "[" + ValueText.brief(key) + "]", kind, item, visited));
        }
    }

    private void walkObject(String path, ObjectValue object, Set<Object> visited) {
        classes.putIfAbsent(object.type().qualifiedName(), object.type());
        if (states.containsKey(object)) {
            walk(path, "state", states.get(object), visited);
            return;
        }
        for (ClassType.Attribute attribute : object.type().attributes()) {
            String kind = attribute.isParameter() ? "parameter" : attribute.isBuffer() ? "buffer" : "attribute";
            walk(
                    path.isEmpty() ? attribute.name() : path + "." + attribute.name(),
                    kind,
                    object.attribute(attribute.name()),
                    visited);
        }
    }

    @Override
    public void close() {
        archive.close();
        scope.close();
    }
}
