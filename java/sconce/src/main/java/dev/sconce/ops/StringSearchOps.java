package dev.sconce.ops;

import dev.sconce.OperatorException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Python's strings, as TorchScript has them: searching, splitting, joining, stripping and padding. */
final class StringSearchOps {
    private static final String LINE_ENDS = "\n\r\013\f\034\035\036";

    /** A string of Java has so many characters. */
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private StringSearchOps() {}

    @Operator("aten::find(str self, str substr, int start=0, int end=-1) -> int")
    static long find(String self, String substr, long start, long end) {
        String bytes = Utf8.bytes(self);
        int from = Slices.clamp(start, bytes.length());
        int at = window(bytes, start, end).indexOf(Utf8.bytes(substr));
        return at < 0 ? -1 : from + at;
    }

    @Operator("aten::rfind(str self, str substr, int start=0, int end=-1) -> int")
    static long rfind(String self, String substr, long start, long end) {
        String bytes = Utf8.bytes(self);
        int from = Slices.clamp(start, bytes.length());
        int at = window(bytes, start, end).lastIndexOf(Utf8.bytes(substr));
        return at < 0 ? -1 : from + at;
    }

    @Operator("aten::index.str(str self, str substr, int start=0, int end=-1) -> int")
    static long index(String self, String substr, long start, long end) {
        return found(find(self, substr, start, end));
    }

    @Operator("aten::rindex(str self, str substr, int start=0, int end=-1) -> int")
    static long rindex(String self, String substr, long start, long end) {
        return found(rfind(self, substr, start, end));
    }

    @Operator("aten::count(str self, str substr, int start=0, int end=-1) -> int")
    static long count(String self, String substr, long start, long end) {
        String window = window(Utf8.bytes(self), start, end);
        String sought = Utf8.bytes(substr);
        if (sought.isEmpty()) {
            return window.length() + 1;
        }
        long count = 0;
        for (int at = window.indexOf(sought); at >= 0; at = window.indexOf(sought, at + sought.length())) {
            count++;
        }
        return count;
    }

    @Operator("aten::startswith(str self, str substr, int start=0, int end=-1) -> bool")
    static boolean startswith(String self, String substr, long start, long end) {
        return window(Utf8.bytes(self), start, end).startsWith(Utf8.bytes(substr));
    }

    @Operator("aten::endswith(str self, str substr, int start=0, int end=-1) -> bool")
    static boolean endswith(String self, String substr, long start, long end) {
        return window(Utf8.bytes(self), start, end).endsWith(Utf8.bytes(substr));
    }

    @Operator("aten::replace(str self, str old, str new, int max=-1) -> str")
    static String replace(String self, String old, String with, long max) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (long i = 0; max < 0 || i < max; i++) {
            int at = self.indexOf(old, from);
            if (at < 0 || (old.isEmpty() && at >= self.length())) {
                break;
            }
            text.append(self, from, at).append(with);
            from = at + old.length();
            if (old.isEmpty()) {
                text.append(self.charAt(from++));
            }
        }
        return text.append(self.substring(from)).toString();
    }

    @Operator("aten::strip(str self, str chars=\" \\n\\t\\f\\v\") -> str")
    static String strip(String self, String chars) {
        return rstrip(lstrip(self, chars), chars);
    }

    @Operator("aten::lstrip(str self, str chars=\" \\n\\t\\f\\v\") -> str")
    static String lstrip(String self, String chars) {
        int from = 0;
        while (from < self.length() && chars.indexOf(self.charAt(from)) >= 0) {
            from++;
        }
        return self.substring(from);
    }

    @Operator("aten::rstrip(str self, str chars=\" \\n\\t\\f\\v\") -> str")
    static String rstrip(String self, String chars) {
        int to = self.length();
        while (to > 0 && chars.indexOf(self.charAt(to - 1)) >= 0) {
            to--;
        }
        return self.substring(0, to);
    }

    @Operator("aten::join(str self, str[] values) -> str")
    static String join(String self, String[] values) {
        return String.join(self, values);
    }

    /** Without a separator at blanks, all of them whatever {@code max} says. */
    @Operator("aten::split.str(str self, str? separator=None, int max=-1) -> str[]")
    static String[] split(String self, String separator, long max) {
        if (separator == null) {
            String stripped = self.strip();
            return stripped.isEmpty() ? new String[0] : stripped.split("\\s+");
        }
        requireSeparator(separator);
        return self.split(Pattern.quote(separator), max < 0 ? -1 : (int) Math.min(max, Integer.MAX_VALUE - 1L) + 1);
    }

    @Operator("aten::rsplit(str self, str separator=\" \", int max=-1) -> str[]")
    static String[] rsplit(String self, String separator, long max) {
        requireSeparator(separator);
        List<String> parts = new ArrayList<>();
        int to = self.length();
        for (long i = 0; max < 0 || i < max; i++) {
            int at = self.lastIndexOf(separator, to - separator.length());
            if (at < 0 || at + separator.length() > to) {
                break;
            }
            parts.add(0, self.substring(at + separator.length(), to));
            to = at;
        }
        parts.add(0, self.substring(0, to));
        return parts.toArray(new String[0]);
    }

    /** TorchScript's way: a line ends at each of these characters, and ends that are kept are elements of their own. */
    @Operator("aten::splitlines(str self, bool keepends=False) -> str[]")
    static String[] splitlines(String self, boolean keepEnds) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < self.length(); at++) {
            if (LINE_ENDS.indexOf(self.charAt(at)) >= 0) {
                lines.add(self.substring(from, at));
                if (keepEnds) {
                    lines.add(self.substring(at, at + 1));
                }
                from = at + 1;
            }
        }
        if (from < self.length()) {
            lines.add(self.substring(from));
        }
        return lines.toArray(new String[0]);
    }

    @Operator("aten::partition(str self, str separator) -> (str, str, str)")
    static Object[] partition(String self, String separator) {
        int at = self.indexOf(separator);
        return at < 0
                ? new Object[] {self, "", ""}
                : new Object[] {self.substring(0, at), separator, self.substring(at + separator.length())};
    }

    @Operator("aten::rpartition(str self, str separator) -> (str, str, str)")
    static Object[] rpartition(String self, String separator) {
        int at = self.lastIndexOf(separator);
        return at < 0
                ? new Object[] {"", "", self}
                : new Object[] {self.substring(0, at), separator, self.substring(at + separator.length())};
    }

    @Operator("aten::center(str self, int width, str fillchar=\" \") -> str")
    static String center(String self, long width, String fillchar) {
        int missing = missing(self, width, fillchar);
        int left = (int) (missing / 2 + (missing & width & 1));
        return fillchar.repeat(left) + self + fillchar.repeat(missing - left);
    }

    @Operator("aten::ljust(str self, int width, str fillchar=\" \") -> str")
    static String ljust(String self, long width, String fillchar) {
        return self + fillchar.repeat(missing(self, width, fillchar));
    }

    @Operator("aten::rjust(str self, int width, str fillchar=\" \") -> str")
    static String rjust(String self, long width, String fillchar) {
        return fillchar.repeat(missing(self, width, fillchar)) + self;
    }

    /** Fill characters that are needed for a width in bytes. */
    private static int missing(String self, long width, String fillchar) {
        requireLength(width);
        if (Utf8.bytes(fillchar).length() != 1) {
            throw new OperatorException("TypeError: The fill character must be exactly one character long");
        }
        return (int) Math.max(0, width - Utf8.bytes(self).length());
    }

    /** With zeros in front of a sign too, as TorchScript has it. */
    @Operator("aten::zfill(str self, int width) -> str")
    static String zfill(String self, long width) {
        return rjust(self, width, "0");
    }

    /** Columns are counted from the beginning of the string, over its lines. */
    @Operator("aten::expandtabs(str self, int tabsize=8) -> str")
    static String expandtabs(String self, long tabsize) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (char c : Utf8.bytes(self).toCharArray()) {
            if (c == '\t') {
                requireLength(Math.min(tabsize, LONGEST + 1L) + text.length());
                int spaces = tabsize <= 0 ? 0 : (int) (tabsize - column % tabsize);
                text.append(" ".repeat(spaces));
                column += spaces;
            } else {
                text.append(c);
                column++;
            }
        }
        return Utf8.text(text.toString());
    }

    /** What is searched: TorchScript's default end, -1, means the string's length. */
    private static String window(String bytes, long start, long end) {
        int n = bytes.length();
        int from = Slices.clamp(start, n);
        return bytes.substring(from, Math.max(from, Slices.clamp(end < 0 ? end + 1 + n : end, n)));
    }

    private static long found(long at) {
        if (at < 0) {
            throw new OperatorException("ValueError: substring not found");
        }
        return at;
    }

    private static void requireLength(long length) {
        if (length > LONGEST) {
            throw Checks.error("a string of %s characters is longer than the %s that are supported", length, LONGEST);
        }
    }

    private static void requireSeparator(String separator) {
        if (separator.isEmpty()) {
            throw new OperatorException("ValueError: empty separator");
        }
    }
}
