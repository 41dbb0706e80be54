package dev.sconce.script;

/** Names whose calls do not simply evaluate their arguments: some take types, some closures, some are compile-time only. */
final class SpecialForm extends SugaredValue {
    static final SpecialForm FORK = new SpecialForm("fork");
    static final SpecialForm AWAITABLE = new SpecialForm("awaitable");
    static final SpecialForm ANNOTATE = new SpecialForm("annotate");
    static final SpecialForm UNCHECKED_CAST = new SpecialForm("unchecked_cast");
    static final SpecialForm UNINITIALIZED = new SpecialForm("uninitialized");
    static final SpecialForm ISINSTANCE = new SpecialForm("isinstance");
    static final SpecialForm GETATTR = new SpecialForm("getattr");
    static final SpecialForm HASATTR = new SpecialForm("hasattr");
    static final SpecialForm TUPLE = new SpecialForm("tuple");
    static final SpecialForm LIST = new SpecialForm("list");
    static final SpecialForm DICT = new SpecialForm("dict");
    static final SpecialForm RANGE = new SpecialForm("range");
    static final SpecialForm ZIP = new SpecialForm("zip");
    static final SpecialForm ENUMERATE = new SpecialForm("enumerate");
    static final SpecialForm SLICE = new SpecialForm("slice");
    /** {@code x.tolist()}; the type of the result comes from the annotation around it. */
    static final SpecialForm TOLIST = new SpecialForm("tolist");
    /** {@code x.__getitem__(i)} of a tensor. */
    static final SpecialForm INDEX = new SpecialForm("__getitem__");
    /** {@code C.__new__(C)}. */
    static final SpecialForm NEW = new SpecialForm("__new__");

    private final String name;

    private SpecialForm(String name) {
        this.name = name;
    }

    @Override
    String kind() {
        return name;
    }
}
