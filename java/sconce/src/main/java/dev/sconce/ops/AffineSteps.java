package dev.sconce.ops;

/**
 * The scale and the zero point by which numbers of a range become integers of another. Equal those of PyTorch's observers in C++.
 *
 * @param scale the distance of two neighbours
 * @param zeroPoint the integer that 0 becomes
 */
record AffineSteps(double scale, long zeroPoint) {
    private static final double SMALLEST_SCALE = 6.1e-5f;

    /**
     * Steps that cover {@code min} to {@code max} and 0 with the integers from {@code low} to {@code high}.
     *
     * @param symmetric whether 0 becomes the middle of the integers where the range has both signs
     */
    static AffineSteps covering(double min, double max, long low, long high, boolean symmetric) {
        float from = (float) Math.min(min, 0);
        float to = (float) Math.max(max, 0);
        boolean middle = symmetric && from < 0 && to > 0;
        if (middle) {
            int lowest = (int) -((high - low) / 2 + 1);
            int highest = (int) ((high - low) / 2);
            double widest = Math.max(Math.abs(from / lowest), Math.abs(to / highest));
            from = (float) (widest * lowest);
            to = (float) (widest * highest);
        }
        double scale = ((double) to - from) / (high - low);
        if ((float) scale == 0 || Float.isInfinite(1 / (float) scale)) {
            scale = 0.1;
        }
        if (scale < SMALLEST_SCALE) {
            double growth = SMALLEST_SCALE / scale;
            scale = SMALLEST_SCALE;
            if (from == 0) {
                to = (float) (SMALLEST_SCALE * (high - low));
            } else if (to == 0) {
                from = (float) (-SMALLEST_SCALE * (high - low));
            } else {
                from *= (float) growth;
                to *= (float) growth;
            }
        }
        // Of the two ends, that which loses less to rounding says where the zero lies.
        double fromLow = low - from / scale;
        double fromHigh = high - to / scale;
        double lowError = Math.abs(low) + Math.abs(from / scale);
        double highError = Math.abs(high) + Math.abs(to / scale);
        double point = middle ? (low + high) / 2.0 : lowError < highError ? fromLow : fromHigh;
        long nudged = point < low ? low : point > high ? high : (long) Math.rint(point);
        return new AffineSteps(scale, nudged);
    }
}
