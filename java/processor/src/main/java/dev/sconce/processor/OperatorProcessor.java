package dev.sconce.processor;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;

/**
 * Turns {@code @Operator} methods into the operator table: a line an operator in {@code META-INF/sconce/operators.tsv} (invoker class,
 * index, schema; {@code Operators} says in which order) and an invoker class a family, which converts the interpreter's values to the Java types of the methods and calls
 * them. What a method's signature does not fit is an error at the method.
 */
@SupportedAnnotationTypes({OperatorProcessor.OPERATOR, OperatorProcessor.OPERATOR + ".List"})
public final class OperatorProcessor extends AbstractProcessor {
    static final String OPERATOR = "dev.sconce.ops.Operator";
    private static final String RESOURCE = "META-INF/sconce/operators.tsv";
    /** The lines of the table, by their operators' names, so that a reader finds an operator without reading them all. */
    private static final int BUCKETS = 256;

    private final Map<TypeElement, List<Invocation>> families = new LinkedHashMap<>();
    private final Map<String, String> schemas = new LinkedHashMap<>();

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        // In the order of the source, since that of overloads is part of their meaning: a method of one schema comes
        // with one
        // annotation, one of several with another.
        Set<Element> operators = new HashSet<>();
        annotations.forEach(annotation -> operators.addAll(round.getElementsAnnotatedWith(annotation)));
        operators.stream()
                .map(Element::getEnclosingElement)
                .distinct()
                .sorted(Comparator.comparing(Element::toString))
                .flatMap(family -> family.getEnclosedElements().stream())
                .filter(element -> element.getKind() == ElementKind.METHOD && operators.contains(element))
                .forEach(element -> collect((ExecutableElement) element));
        if (!round.processingOver() && !families.isEmpty()) {
            writeAll();
        }
        return true;
    }

    private void collect(ExecutableElement method) {
        if (!method.getModifiers().contains(Modifier.STATIC)
                || method.getModifiers().contains(Modifier.PRIVATE)) {
            error(method, "an operator is a static method that is not private");
            return;
        }
        TypeElement family = (TypeElement) method.getEnclosingElement();
        for (String schema : schemasOf(method)) {
            String full = schema.substring(0, Math.max(0, schema.indexOf('(')));
            String former = schemas.put(full, family + "." + method.getSimpleName());
            if (former != null) {
                error(method, full + " is registered already, by " + former);
            }
            try {
                families.computeIfAbsent(family, f -> new ArrayList<>()).add(Invocation.of(schema, method));
            } catch (IllegalArgumentException mismatch) {
                error(method, schema + ": " + mismatch.getMessage());
            }
        }
    }

    private static List<String> schemasOf(ExecutableElement method) {
        List<String> found = new ArrayList<>();
        for (AnnotationMirror mirror : method.getAnnotationMirrors()) {
            String type = mirror.getAnnotationType().toString();
            Object value = mirror.getElementValues().values().stream()
                    .map(AnnotationValue::getValue)
                    .findFirst()
                    .orElse("");
            if (type.equals(OPERATOR)) {
                found.add((String) value);
            } else if (type.equals(OPERATOR + ".List")) {
                for (Object nested : (List<?>) value) {
                    AnnotationMirror inner = (AnnotationMirror) ((AnnotationValue) nested).getValue();
                    inner.getElementValues().values().forEach(v -> found.add((String) v.getValue()));
                }
            }
        }
        return found;
    }

    private void writeAll() {
        StringBuilder[] buckets = new StringBuilder[BUCKETS];
        Arrays.setAll(buckets, bucket -> new StringBuilder());
        families.forEach((family, invocations) -> {
            String name = family.getSimpleName() + "Invoker";
            String pack = processingEnv.getElementUtils().getPackageOf(family).toString();
            for (int i = 0; i < invocations.size(); i++) {
                String schema = invocations.get(i).schema();
                String operator = schema.split("[.(]", 2)[0];
                buckets[operator.hashCode() & BUCKETS - 1]
                        .append(pack)
                        .append('.')
                        .append(name)
                        .append('\t')
                        .append(i)
                        .append('\t')
                        .append(schema)
                        .append('\n');
            }
            try (Writer out = processingEnv
                    .getFiler()
                    .createSourceFile(pack + "." + name, family)
                    .openWriter()) {
                out.write(InvokerSource.of(pack, name, family.getSimpleName().toString(), invocations));
            } catch (IOException broken) {
                error(family, "cannot write " + name + ": " + broken);
            }
        });
        Element[] origins = families.keySet().toArray(new Element[0]);
        try (Writer out = processingEnv
                .getFiler()
                .createResource(StandardLocation.CLASS_OUTPUT, "", RESOURCE, origins)
                .openWriter()) {
            out.write(Stream.of(buckets)
                    .map(lines -> Integer.toString(lines.toString().getBytes(StandardCharsets.UTF_8).length))
                    .collect(Collectors.joining(" ", "", "\n")));
            out.write(String.join("", buckets));
        } catch (IOException broken) {
            error(null, "cannot write " + RESOURCE + ": " + broken);
        }
        families.clear();
    }

    private void error(Element where, String message) {
        processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, message, where);
    }
}
