package dev.sconce.cli;

import dev.sconce.SconceException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A chart of numbers over numbers, to be saved as SVG or PNG. Draws without a screen. */
final class Chart {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 560;
    private static final BasicStroke LINE = new BasicStroke(2);

    private final XYChart chart;

    /** Refuses a file that is neither, before anything is measured for it. */
    static void check(Path file) {
        if (!isSvg(file) && !name(file).endsWith(".png")) {
            throw new SconceException(file + ": a chart is written as .svg or .png");
        }
        Subcommand.checkTarget(file);
    }

    Chart(String title, String xTitle, String yTitle) {
        System.setProperty("java.awt.headless", "true");
        try {
            chart = new XYChartBuilder()
                    .width(WIDTH)
                    .height(HEIGHT)
                    .title(title)
                    .xAxisTitle(xTitle)
                    .yAxisTitle(yTitle)
                    .build();
        } catch (LinkageError | RuntimeException failed) {
            throw cannotDraw(failed);
        }
        chart.getStyler()
                .setYAxisMin(0.0)
                .setXAxisMin(0.0)
                .setPlotGridLinesColor(new Color(0xE0E0E0))
                .setLegendPosition(LegendPosition.OutsideE)
                .setChartBackgroundColor(Color.WHITE)
                .setLocale(Locale.ROOT);
    }

    /** Points, joined by a line. */
    void line(String name, List<? extends Number> x, List<? extends Number> y) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setLineStyle(LINE);
        series.setMarker(SeriesMarkers.CIRCLE);
    }

    /** Points. */
    void points(String name, List<? extends Number> x, List<? extends Number> y) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        series.setMarker(SeriesMarkers.DIAMOND);
    }

    /** Words around a place. */
    void label(String words, double x, double y) {
        chart.addAnnotation(new AnnotationText(words, x, y, false));
    }

    /** Writes the chart, in the format that the file's name has. */
    void save(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            ChartEncoder.saveChart(chart, out, isSvg(file) ? "svg" : "png");
        } catch (IOException failed) {
            throw new SconceException(file + ": the chart cannot be written: " + failed, failed);
        } catch (LinkageError | RuntimeException failed) {
            throw cannotDraw(failed);
        }
    }

    /** Java draws text with the system's fonts, which a small installation may lack. */
    private static SconceException cannotDraw(Throwable failed) {
        return new SconceException(
                "this JVM cannot draw: it needs the module java.desktop, and fonts (Debian: apt-get install fontconfig"
                        + " fonts-dejavu-core): " + failed,
                failed);
    }

    private static boolean isSvg(Path file) {
        return name(file).endsWith(".svg");
    }

    private static String name(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }
}
