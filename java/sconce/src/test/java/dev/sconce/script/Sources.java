package dev.sconce.script;

import dev.sconce.ir.Function;
import dev.sconce.ir.FunctionSchema;
import dev.sconce.ir.Graph;
import dev.sconce.ir.GraphVerifier;
import dev.sconce.ir.OperatorSet;
import dev.sconce.ir.SchemaParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Sources to compile, against all operators that PyTorch has. */
final class Sources {
    static final OperatorSet OPERATORS = operators();

    private Sources() {}

    /** A unit whose record {@code code/__torch__.py} is the text. */
    static CompilationUnit unit(String text) {
        return new CompilationUnit(prefix -> prefix.equals("__torch__") ? text : null, OPERATORS);
    }

    /** The graph of the text's function {@code f}, verified. */
    static Graph graph(String text) {
        return verified(unit(text).findFunction("__torch__.f"));
    }

    static Graph verified(Function function) {
        GraphVerifier.verify(function.graph());
        return function.graph();
    }

    /** A resource beside the tests, or null. */
    static String resource(String name) {
        try (InputStream in = Sources.class.getResourceAsStream(name)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OperatorSet operators() {
        Map<String, List<FunctionSchema>> overloads = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Sources.class.getResourceAsStream("schemas.txt.gz")), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // What these types stand for is not part of inference on a CPU.
                if (!line.contains("Await(") && !line.contains("RRef(") && !line.contains("SymBool")) {
                    FunctionSchema schema = SchemaParser.parse(line);
                    overloads
                            .computeIfAbsent(schema.name(), n -> new ArrayList<>())
                            .add(schema);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return name -> overloads.getOrDefault(name, List.of());
    }
}
