package dev.sconce;

/** A device as the model names it. Everything is computed on the CPU; a CUDA device is kept as a name and is treated as the CPU. */
public record Device(String type, int index) {
    public static final Device CPU = new Device("cpu", -1);

    /** Parses {@code cpu}, {@code cuda:0}, {@code meta}. */
    public static Device of(String text) {
        int colon = text.indexOf(':');
        try {
            return colon < 0
                    ? new Device(text, -1)
                    : new Device(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException notANumber) {
            throw new SconceException("Invalid device string: '" + text + "'", notANumber);
        }
    }

    @Override
    public String toString() {
        return index < 0 ? type : type + ":" + index;
    }
}
