package dev.sconce;

/** The order of a tensor's dimensions in memory, with PyTorch's numbers. */
public enum MemoryFormat {
    CONTIGUOUS,
    PRESERVE,
    /** NHWC: four dimensions, channels densest. */
    CHANNELS_LAST,
    /** NDHWC: five dimensions, channels densest. */
    CHANNELS_LAST_3D;

    private static final MemoryFormat[] BY_NUMBER = values();

    public static MemoryFormat of(long number) {
        if (number < 0 || number >= BY_NUMBER.length) {
            throw new UnsupportedException("memory format " + number + " is not supported");
        }
        return BY_NUMBER[(int) number];
    }

    public int number() {
        return ordinal();
    }
}
