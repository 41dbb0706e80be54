package dev.sconce.script;

/** Where the source of a qualified prefix comes from: an archive's {@code code/} records, or a test's map. */
@FunctionalInterface
public interface SourceProvider {
    /**
     * The source that defines the names directly below a prefix: for {@code __torch__.torchvision.models.resnet}, the record
     * {@code code/__torch__/torchvision/models/resnet.py}. Null when there is no such record.
     */
    String source(String qualifiedPrefix);
}
