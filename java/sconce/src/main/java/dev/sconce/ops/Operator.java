package dev.sconce.ops;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a static method as a TorchScript operator. The schema, PyTorch's own text, is the registration, the overload
 * that the front end resolves, the defaults and the alias marks. Which Java type stands for which schema type is in
 * docs/architecture.md; the annotation processor generates the call, and a test holds every signature against its
 * schema.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Operator.List.class)
public @interface Operator {
    /** For instance {@code aten::relu(Tensor self) -> Tensor}. */
    String value();

    /**
     * Several schemas on one method: overloads whose arguments are the same Java types. The last parameter of such a
     * method may be the tensor that receives the result: {@code out} of an {@code .out} schema, {@code self} of an
     * in-place one, else null. With several results it may be an array of the tensors that receive them, else null.
     */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface List {
        Operator[] value();
    }
}
