package dev.sconce.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sconce.runtime.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/operators.md says what the code says. */
class OperatorPageTest {
    /** Set by scripts/operators-page: the page is written, not compared. */
    private static final String WRITE = "sconce.operators.page";

    /** Maven runs the tests of a module in its folder. */
    private static final Path DOCS = Path.of("../../docs");

    @Test
    void pageIsOfThisCode() throws IOException {
        Path page = DOCS.resolve("operators.md");
        try (Scope scope = Scope.open()) {
            String text = OperatorPage.text(DOCS.resolve("opinfo.tsv"));
            if ("write".equals(System.getProperty(WRITE))) {
                Files.writeString(page, text);
            }
            assertEquals(
                    text, Files.readString(page), "docs/operators.md is of other code: run scripts/operators-page");
        }
    }
}
