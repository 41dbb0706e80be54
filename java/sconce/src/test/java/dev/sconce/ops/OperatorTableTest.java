package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.Tensor;
import dev.sconce.ir.SchemaParser;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every {@code @Operator} method agrees with its schema, and the table has each operator once. */
class OperatorTableTest {
    /**
     * Java parameter types by schema type without list sizes and alias marks; a t in brackets stands for any of its
     * kind.
     */
    private static final Map<String, List<String>> JAVA_TYPES = Map.ofEntries(
            Map.entry("Tensor", List.of("Tensor")),
            Map.entry("Tensor?", List.of("Tensor")),
            Map.entry("Tensor[]", List.of("Tensor[]")),
            Map.entry("Tensor?[]", List.of("Tensor[]")),
            Map.entry("int", List.of("long", "Scalar")),
            Map.entry("int?", List.of("Long", "DType")),
            Map.entry("float", List.of("double", "Scalar")),
            Map.entry("float?", List.of("Double")),
            Map.entry("bool", List.of("boolean", "Scalar")),
            Map.entry("bool?", List.of("Boolean")),
            Map.entry("complex", List.of("Complex", "Scalar")),
            Map.entry("int[]", List.of("long[]")),
            Map.entry("int[]?", List.of("long[]")),
            Map.entry("float[]", List.of("double[]")),
            Map.entry("float[]?", List.of("double[]")),
            Map.entry("bool[]", List.of("boolean[]")),
            Map.entry("Scalar", List.of("Scalar")),
            Map.entry("Scalar?", List.of("Scalar")),
            Map.entry("Scalar[]", List.of("Scalar[]")),
            Map.entry("str", List.of("String")),
            Map.entry("str?", List.of("String")),
            Map.entry("ScalarType", List.of("DType")),
            Map.entry("ScalarType?", List.of("DType")),
            Map.entry("Layout?", List.of("Layout")),
            Map.entry("Device", List.of("Device")),
            Map.entry("Device?", List.of("Device")),
            Map.entry("MemoryFormat", List.of("MemoryFormat")),
            Map.entry("MemoryFormat?", List.of("MemoryFormat")),
            Map.entry("Generator?", List.of("Generator")),
            Map.entry("t[]", List.of("ListValue")));

    /** The tensor families' methods by their schemas, found by reflection through the table's invoker classes. */
    private static Map<String, Method> methods() throws ClassNotFoundException {
        Map<String, Method> methods = new TreeMap<>();
        for (OperatorEntry entry : Operators.table().all()) {
            Class<?> family = Class.forName(entry.invokerClass().replaceFirst("Invoker$", ""));
            for (Method method : family.getDeclaredMethods()) {
                for (Operator operator : method.getAnnotationsByType(Operator.class)) {
                    methods.put(operator.value(), method);
                }
            }
        }
        return methods;
    }

    @Test
    void everySchemaIsInTheTableOnce() throws ClassNotFoundException {
        List<String> names = new ArrayList<>();
        for (OperatorEntry entry : Operators.table().all()) {
            names.add(entry.schemaText().substring(0, entry.schemaText().indexOf('(')));
        }
        assertEquals(names.size(), names.stream().distinct().count());
        assertEquals(names.size(), methods().size());
    }

    @Test
    void everySchemaParsesAndIsPrintedAsItIsRead() {
        for (OperatorEntry entry : Operators.table().all()) {
            String printed = SchemaParser.parse(entry.schemaText()).toString();
            assertEquals(printed, SchemaParser.parse(printed).toString(), entry.schemaText());
        }
    }

    @Test
    void everyTensorOperatorsParametersHaveTheTypesOfItsSchema() throws ClassNotFoundException {
        int checked = 0;
        for (Map.Entry<String, Method> entry : methods().entrySet()) {
            String schema = entry.getKey();
            if (!schema.contains("Tensor")) {
                continue;
            }
            Method method = entry.getValue();
            assertTrue(Modifier.isStatic(method.getModifiers()), schema);
            List<String> types = argumentTypes(schema);
            Class<?>[] parameters = method.getParameterTypes();
            boolean destinations = parameters.length > 0 && parameters[parameters.length - 1] == Tensor[].class;
            assertTrue(
                    parameters.length == types.size() || parameters.length == types.size() + 1 || destinations, schema);
            for (int i = 0; i < Math.min(types.size(), parameters.length - (destinations ? 1 : 0)); i++) {
                List<String> allowed = JAVA_TYPES.get(types.get(i));
                String actual = parameters[i].getSimpleName();
                if (allowed != null && !actual.equals("Object") && !actual.endsWith("Value")) {
                    assertTrue(
                            allowed.contains(actual),
                            schema + ": argument " + i + " of " + types.get(i) + " is a " + actual);
                    checked++;
                }
            }
        }
        assertTrue(checked > 3000, "only " + checked + " parameters were checked");
    }

    @Test
    void overloadsAreFoundByName() {
        assertNotNull(Operators.table().entries("aten::add").stream()
                .filter(e -> e.schemaText().startsWith("aten::add.Tensor("))
                .findFirst()
                .orElse(null));
    }

    /** The argument types of a schema, without alias marks, list sizes and SymInt's name. */
    private static List<String> argumentTypes(String schema) {
        List<String> types = new ArrayList<>();
        int depth = 0;
        StringBuilder argument = new StringBuilder();
        for (int i = schema.indexOf('('); i < schema.length(); i++) {
            char c = schema.charAt(i);
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            if (depth == 0 || (c == ',' && depth == 1)) {
                String text = argument.toString().strip();
                if (!text.isEmpty() && !text.equals("*")) {
                    String type = text.replaceAll("=.*", "");
                    type = type.substring(0, type.lastIndexOf(' ')).replaceAll("\\([^)]*\\)", "");
                    types.add(type.replace("SymInt", "int").replaceAll("\\[\\d+\\]", "[]"));
                }
                argument.setLength(0);
                if (depth == 0) {
                    return types;
                }
            } else if (depth > 1 || c != '(') {
                argument.append(c);
            }
        }
        return types;
    }
}
