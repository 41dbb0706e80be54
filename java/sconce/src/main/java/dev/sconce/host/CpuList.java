package dev.sconce.host;

/**
 * A set of CPUs as Linux writes one.
 *
 * @param text such as {@code 0-3,8}
 * @param count how many CPUs these are, at least 1
 */
public record CpuList(String text, int count) {
    /**
     * Reads numbers and ranges separated by commas.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    static CpuList parse(String text) {
        int count = 0;
        for (String part : text.split(",", -1)) {
            if (!part.matches("\\d{1,7}(-\\d{1,7})?")) {
                throw new IllegalArgumentException("not a list of CPUs: '" + text + "'");
            }
            String[] ends = part.split("-");
            int size = Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
            if (size < 1) {
                throw new IllegalArgumentException("a range that ends before it begins: '" + text + "'");
            }
            count += size;
        }
        return new CpuList(text, count);
    }
}
