package dev.sconce;

/** A tensor's layout. Only strided tensors exist here; the others are named to be refused. */
public enum Layout {
    STRIDED,
    SPARSE,
    SPARSE_CSR,
    MKLDNN;

    /** The layout of PyTorch's number; anything but strided is refused. */
    public static Layout of(long number) {
        if (number != 0) {
            throw new UnsupportedException(
                    "tensor layout " + (number < values().length ? values()[(int) number] : number)
                            + " is not supported: only strided tensors are; export the model without it");
        }
        return STRIDED;
    }

    public int number() {
        return ordinal();
    }
}
