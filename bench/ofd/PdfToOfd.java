import java.awt.geom.Point2D;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.contentstream.PDFGraphicsStreamEngine;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.graphics.image.PDImage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.ofdrw.font.Font;
import org.ofdrw.layout.OFDDoc;
import org.ofdrw.layout.PageLayout;
import org.ofdrw.layout.VirtualPage;
import org.ofdrw.layout.element.Position;
import org.ofdrw.layout.element.canvas.Canvas;
import org.ofdrw.layout.element.canvas.DrawContext;
import org.ofdrw.layout.element.canvas.FontSetting;

/** Writes an OFD file with the words and the ruled lines of a PDF file in their places, by ofdrw: `PdfToOfd IN.pdf OUT.ofd …`. */
public class PdfToOfd {
    private static final double MM = 25.4 / 72;

    record Words(String text, double x, double y, double size, boolean bold) {}

    record Line(double x0, double y0, double x1, double y1) {}

    public static void main(String[] paths) throws IOException {
        for (int i = 0; i + 1 < paths.length; i += 2) {
            try (PDDocument pdf = PDDocument.load(Path.of(paths[i]).toFile());
                    OFDDoc ofd = new OFDDoc(Path.of(paths[i + 1]))) {
                for (int number = 1; number <= pdf.getNumberOfPages(); number++) {
                    ofd.addVPage(page(pdf, number));
                }
            }
        }
    }

    private static VirtualPage page(PDDocument pdf, int number) throws IOException {
        PDPage page = pdf.getPage(number - 1);
        double width = page.getMediaBox().getWidth() * MM;
        double height = page.getMediaBox().getHeight() * MM;
        List<Words> words = words(pdf, number);
        List<Line> lines = new Lines(page).found();
        Canvas canvas = new Canvas(0, 0, width, height);
        canvas.setPosition(Position.Absolute);
        canvas.setDrawer(context -> draw(context, words, lines));
        return new VirtualPage(new PageLayout(width, height)).add(canvas);
    }

    private static void draw(DrawContext context, List<Words> words, List<Line> lines) throws IOException {
        for (Line line : lines) {
            context.setLineWidth(0.2);
            context.beginPath();
            context.moveTo(line.x0(), line.y0());
            context.lineTo(line.x1(), line.y1());
            context.stroke();
        }
        for (Words piece : words) {
            FontSetting font = new FontSetting(piece.size(), new Font("宋体", "宋体"));
            font.setFontWeight(piece.bold() ? 700 : 400);
            context.setFont(font);
            context.fillText(piece.text(), piece.x(), piece.y());
        }
    }

    private static List<Words> words(PDDocument pdf, int number) throws IOException {
        List<Words> found = new ArrayList<>();
        PDFTextStripper stripper = new PDFTextStripper() {
            @Override
            protected void writeString(String text, List<TextPosition> positions) {
                int start = 0;
                for (int i = 1; i <= positions.size(); i++) {
                    if (i == positions.size() || !follows(positions.get(i - 1), positions.get(i))) {
                        found.add(joined(positions.subList(start, i)));
                        start = i;
                    }
                }
            }
        };
        stripper.setStartPage(number);
        stripper.setEndPage(number);
        stripper.writeText(pdf, new StringWriter());
        return found;
    }

    private static boolean follows(TextPosition one, TextPosition other) {
        double gap = other.getXDirAdj() - one.getXDirAdj() - one.getWidthDirAdj();
        return Math.abs(gap) < 0.3 * one.getFontSizeInPt() && one.getFont().getName().equals(other.getFont().getName()) && one.getFontSizeInPt() == other.getFontSizeInPt();
    }

    private static Words joined(List<TextPosition> positions) {
        StringBuilder text = new StringBuilder();
        positions.forEach(position -> text.append(position.getUnicode()));
        TextPosition first = positions.get(0);
        boolean bold = first.getFont().getName() != null && first.getFont().getName().contains("Bold");
        return new Words(text.toString(), first.getXDirAdj() * MM, first.getYDirAdj() * MM, first.getFontSizeInPt() * MM, bold);
    }

    /** The straight lines of a page: its thin filled boxes and its stroked lines. */
    private static final class Lines extends PDFGraphicsStreamEngine {
        private final List<Line> found = new ArrayList<>();
        private final List<Line> path = new ArrayList<>();
        private final double height;
        private Point2D.Float at = new Point2D.Float();

        Lines(PDPage page) {
            super(page);
            height = page.getMediaBox().getHeight();
        }

        List<Line> found() throws IOException {
            processPage(getPage());
            return found;
        }

        private void add(double ax, double ay, double bx, double by) {
            path.add(new Line(Math.min(ax, bx) * MM, (height - Math.max(ay, by)) * MM, Math.max(ax, bx) * MM, (height - Math.min(ay, by)) * MM));
        }

        @Override
        public void appendRectangle(Point2D a, Point2D b, Point2D c, Point2D d) {
            if (Math.min(Math.abs(a.getX() - c.getX()), Math.abs(a.getY() - c.getY())) < 3) {
                add(a.getX(), a.getY(), c.getX(), c.getY());
            }
        }

        @Override
        public void moveTo(float x, float y) {
            at = new Point2D.Float(x, y);
        }

        @Override
        public void lineTo(float x, float y) {
            add(at.x, at.y, x, y);
            at = new Point2D.Float(x, y);
        }

        @Override
        public void strokePath() {
            found.addAll(path);
            path.clear();
        }

        @Override
        public void fillPath(int rule) {
            path.forEach(line -> {
                if (Math.min(line.x1() - line.x0(), line.y1() - line.y0()) < 1) {
                    found.add(line);
                }
            });
            path.clear();
        }

        @Override
        public void fillAndStrokePath(int rule) {
            strokePath();
        }

        @Override
        public void endPath() {
            path.clear();
        }

        @Override
        public Point2D getCurrentPoint() {
            return at;
        }

        @Override
        public void curveTo(float x1, float y1, float x2, float y2, float x3, float y3) {
            at = new Point2D.Float(x3, y3);
        }

        @Override
        public void drawImage(PDImage image) {}

        @Override
        public void clip(int rule) {}

        @Override
        public void closePath() {}

        @Override
        public void shadingFill(COSName name) {}
    }
}
