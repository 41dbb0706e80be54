package dev.sconce.examples.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.Module;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitsDemoTest {
    private static final Path FOLDER = Path.of("").toAbsolutePath();

    @Test
    void getsAsManyRightAsPyTorchAndAtLeast985() throws IOException {
        HeldOut digits = HeldOut.read(FOLDER);
        List<DigitsDemo.Answer> answers;
        try (Module model = Module.load(FOLDER.resolve("digits.pt"))) {
            answers = DigitsDemo.classify(model, digits);
        }
        int correct = DigitsDemo.countCorrect(answers, digits);
        assertEquals(DigitsDemo.readAccuracy(FOLDER).correct(), correct);
        assertTrue(correct >= 985, correct + " right");
        for (DigitsDemo.Answer answer : answers) {
            assertTrue(answer.probability() > 0.1 && answer.probability() <= 1.000001, answer::toString);
        }
    }

    @Test
    void theHeldOutSetHasAHundredOfEachDigit() throws IOException {
        HeldOut digits = HeldOut.read(FOLDER);
        int[] counts = new int[10];
        for (byte label : digits.labels()) {
            counts[label]++;
        }
        for (int count : counts) {
            assertEquals(100, count);
        }
    }

    @Test
    void refusesWhatIsNotAnIdxFile(@TempDir Path folder) throws IOException {
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(folder.resolve("heldout-images-idx3-ubyte.gz")))) {
            out.write(new byte[] {0, 0, 13, 3, 0, 0, 0, 0});
        }
        IOException refused = assertThrows(IOException.class, () -> HeldOut.read(folder));
        assertTrue(refused.getMessage().contains("heldout-images-idx3-ubyte.gz"), refused::getMessage);
    }

    @Test
    void drawsTwoPixelsOfTheHalvedImageInACharacter() {
        float[] image = new float[28 * 28];
        for (int i = 0; i < 28; i++) {
            image[28 * i + i] = 1; // a diagonal, which halving turns into one of half-dark pixels
        }
        Gallery gallery = new Gallery();
        gallery.add(image, "left");
        gallery.add(image, "right");
        assertEquals(
                """
                ▀▄              ▀▄
                  ▀▄              ▀▄
                    ▀▄              ▀▄
                      ▀▄              ▀▄
                        ▀▄              ▀▄
                          ▀▄              ▀▄
                            ▀▄              ▀▄
                left            right
                """,
                gallery.toString());
    }
}
