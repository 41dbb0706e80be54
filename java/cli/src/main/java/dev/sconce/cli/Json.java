package dev.sconce.cli;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.sconce.SconceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes results as JSON. What JSON has no number for (NaN, infinities) becomes a string, so that nothing is lost. */
final class Json {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .create();

    private Json() {}

    /** Writes maps, lists, records (their components in snake_case), strings, numbers, booleans and nulls to a file. */
    static void write(Object value, Path file) {
        try {
            Files.writeString(file, GSON.toJson(value) + "\n");
        } catch (IOException failed) {
            throw new SconceException(file + ": the file cannot be written: " + failed, failed);
        }
    }

    /** A number as it is, or {@code "NaN"}, {@code "Infinity"}, {@code "-Infinity"}. */
    static Object number(double value) {
        return Double.isFinite(value) ? (Object) value : Double.toString(value);
    }
}
