package dev.diptych.evaluation;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws figures as a PNG: reliability on the left, ROC on the right, a row for each direction. */
public final class EvaluationPlot {

  private static final int SIDE = 520;

  private EvaluationPlot() {}

  /** {@return the PNG file} */
  public static byte[] png(List<DirectionReport> reports) {
    List<XYChart> charts = new ArrayList<>();
    for (DirectionReport report : reports) {
      charts.add(reliability(report));
      charts.add(roc(report));
    }
    BufferedImage sheet =
        new BufferedImage(2 * SIDE, charts.size() / 2 * SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    for (int i = 0; i < charts.size(); i++) {
      BufferedImage chart = BitmapEncoder.getBufferedImage(charts.get(i));
      graphics.drawImage(chart, i % 2 * SIDE, i / 2 * SIDE, null);
    }
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(sheet, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }

  private static XYChart chart(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(SIDE)
            .height(SIDE)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    return chart;
  }

  private static XYChart reliability(DirectionReport report) {
    XYChart chart =
        chart(report.direction() + ": reliability", "match probability", "share that was right");
    line(chart, "as it should be", List.of(0.0, 1.0), List.of(0.0, 1.0));
    for (Map.Entry<String, DirectionReport.Sure> entry : report.sure().entrySet()) {
      List<Reliability.Bin> bins =
          entry.getValue().reliability().bins().stream().filter(bin -> bin.count() > 0).toList();
      if (!bins.isEmpty()) {
        chart.addSeries(
            entry.getKey(),
            bins.stream().map(Reliability.Bin::probability).toList(),
            bins.stream().map(Reliability.Bin::right).toList());
      }
    }
    return chart;
  }

  private static XYChart roc(DirectionReport report) {
    XYChart chart =
        chart(report.direction() + ": no good match", "true queries lost", "others caught");
    line(chart, "chance", List.of(0.0, 1.0), List.of(0.0, 1.0));
    for (Map.Entry<String, DirectionReport.Sure> entry : report.sure().entrySet()) {
      for (QueryKind kind : QueryKind.values()) {
        List<Rejection> points =
            entry.getValue().roc().stream()
                .filter(each -> kind != QueryKind.TRUE && each.share().containsKey(kind))
                .toList();
        if (!points.isEmpty()) {
          line(
              chart,
              entry.getKey() + ": " + kind.words(),
              points.stream().map(each -> each.share().getOrDefault(QueryKind.TRUE, 0.0)).toList(),
              points.stream().map(each -> each.share().getOrDefault(kind, 0.0)).toList());
        }
      }
    }
    return chart;
  }

  private static void line(XYChart chart, String name, List<Double> xs, List<Double> ys) {
    XYSeries series = chart.addSeries(name, xs, ys);
    series.setMarker(SeriesMarkers.NONE);
    if (name.startsWith("as ") || name.equals("chance")) {
      series.setLineColor(Color.GRAY);
    }
  }
}
