package dev.sconce.examples.digits;

import java.util.ArrayList;
import java.util.List;

/** Draws images side by side for a terminal, each with a line of text below it. */
final class Gallery {
    /** Columns of one picture; a character is two pixels high, so it has half as many rows. */
    static final int WIDTH = HeldOut.SIDE / 2;

    private static final int PER_ROW = 5;
    private static final String GAP = "  ";
    private static final double INK = 0.35;

    private final List<String[]> pictures = new ArrayList<>();

    /** Adds an image (28 x 28, 0 to 1) drawn at half its size, with a caption of at most {@value #WIDTH} characters. */
    void add(float[] image, String caption) {
        String[] lines = new String[WIDTH / 2 + 1];
        for (int row = 0; row < WIDTH / 2; row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < WIDTH; column++) {
                boolean upper = mean(image, 2 * row, column) > INK;
                boolean lower = mean(image, 2 * row + 1, column) > INK;
                line.append(upper ? lower ? '█' : '▀' : lower ? '▄' : ' ');
            }
            lines[row] = line.toString();
        }
        lines[WIDTH / 2] = String.format("%-" + WIDTH + "s", caption);
        pictures.add(lines);
    }

    /** The pictures added so far, {@value #PER_ROW} beside each other. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int from = 0; from < pictures.size(); from += PER_ROW) {
            List<String[]> row = pictures.subList(from, Math.min(pictures.size(), from + PER_ROW));
            for (int line = 0; line <= WIDTH / 2; line++) {
                StringBuilder across = new StringBuilder();
                for (String[] picture : row) {
                    across.append(across.length() == 0 ? "" : GAP).append(picture[line]);
                }
                text.append(across.toString().stripTrailing()).append('\n');
            }
        }
        return text.toString();
    }

    private static float mean(float[] image, int row, int column) {
        int corner = 2 * row * HeldOut.SIDE + 2 * column;
        return (image[corner] + image[corner + 1] + image[corner + HeldOut.SIDE] + image[corner + HeldOut.SIDE + 1])
                / 4;
    }
}
