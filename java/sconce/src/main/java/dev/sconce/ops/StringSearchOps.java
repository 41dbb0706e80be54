package dev.sconce.ops;

import dev.sconce.OperatorException;
import java.util.ArrayList;
import java.util.List;

/** Python's strings, as TorchScript has them: searching, splitting, joining, stripping and padding. */
final class StringSearchOps {
    private StringSearchOps() {}

    @Operator("aten::find(str self, str substr, int start=0, int end=-1) -> int")
    static long find(String self, String substr, long start, long end) {
        int from = Slices.clamp(start, self.length());
        int at = self.indexOf(substr, from);
        return at >= 0 && at + substr.length() <= end(self, end) ? at : -1;
    }

    @Operator("aten::rfind(str self, str substr, int start=0, int end=-1) -> int")
    static long rfind(String self, String substr, long start, long end) {
        int at = self.lastIndexOf(substr, end(self, end) - substr.length());
        return at >= Slices.clamp(start, self.length()) ? at : -1;
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
        int limit = end(self, end);
        int from = Slices.clamp(start, self.length());
        if (substr.isEmpty()) {
            return Math.max(0, limit - from + 1);
        }
        long count = 0;
        for (int at = self.indexOf(substr, from); at >= 0 && at + substr.length() <= limit; ) {
            count++;
            at = self.indexOf(substr, at + substr.length());
        }
        return count;
    }

    @Operator("aten::startswith(str self, str substr, int start=0, int end=-1) -> bool")
    static boolean startswith(String self, String substr, long start, long end) {
        int from = Slices.clamp(start, self.length());
        return from + substr.length() <= end(self, end) && self.startsWith(substr, from);
    }

    @Operator("aten::endswith(str self, str substr, int start=0, int end=-1) -> bool")
    static boolean endswith(String self, String substr, long start, long end) {
        int from = Slices.clamp(start, self.length());
        return self.substring(from, Math.max(from, end(self, end))).endsWith(substr);
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

    @Operator("aten::split.str(str self, str? separator=None, int max=-1) -> str[]")
    static String[] split(String self, String separator, long max) {
        if (separator == null) {
            String stripped = self.strip();
            return stripped.isEmpty() ? new String[0] : stripped.split("\\s+", max < 0 ? 0 : (int) max + 1);
        }
        requireSeparator(separator);
        return self.split(java.util.regex.Pattern.quote(separator), max < 0 ? -1 : (int) max + 1);
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

    @Operator("aten::splitlines(str self, bool keepends=False) -> str[]")
    static String[] splitlines(String self, boolean keepEnds) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < self.length()) {
            int at = from;
            while (at < self.length() && self.charAt(at) != '\n' && self.charAt(at) != '\r') {
                at++;
            }
            int next = at >= self.length() ? at : self.startsWith("\r\n", at) ? at + 2 : at + 1;
            lines.add(self.substring(from, keepEnds ? next : at));
            from = next;
        }
        return lines.toArray(new String[0]);
    }

    @Operator("aten::partition(str self, str separator) -> (str, str, str)")
    static Object[] partition(String self, String separator) {
        requireSeparator(separator);
        int at = self.indexOf(separator);
        return at < 0
                ? new Object[] {self, "", ""}
                : new Object[] {self.substring(0, at), separator, self.substring(at + separator.length())};
    }

    @Operator("aten::rpartition(str self, str separator) -> (str, str, str)")
    static Object[] rpartition(String self, String separator) {
        requireSeparator(separator);
        int at = self.lastIndexOf(separator);
        return at < 0
                ? new Object[] {"", "", self}
                : new Object[] {self.substring(0, at), separator, self.substring(at + separator.length())};
    }

    @Operator("aten::center(str self, int width, str fillchar=\" \") -> str")
    static String center(String self, long width, String fillchar) {
        int missing = (int) Math.max(0, width - self.length());
        int left = (int) (missing / 2 + (missing & width & 1));
        return fillchar.repeat(left) + self + fillchar.repeat(missing - left);
    }

    @Operator("aten::ljust(str self, int width, str fillchar=\" \") -> str")
    static String ljust(String self, long width, String fillchar) {
        return self + fillchar.repeat((int) Math.max(0, width - self.length()));
    }

    @Operator("aten::rjust(str self, int width, str fillchar=\" \") -> str")
    static String rjust(String self, long width, String fillchar) {
        return fillchar.repeat((int) Math.max(0, width - self.length())) + self;
    }

    @Operator("aten::zfill(str self, int width) -> str")
    static String zfill(String self, long width) {
        boolean sign = self.startsWith("-") || self.startsWith("+");
        String zeros = "0".repeat((int) Math.max(0, width - self.length()));
        return sign ? self.charAt(0) + zeros + self.substring(1) : zeros + self;
    }

    @Operator("aten::expandtabs(str self, int tabsize=8) -> str")
    static String expandtabs(String self, long tabsize) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (char c : self.toCharArray()) {
            if (c == '\t') {
                int spaces = tabsize <= 0 ? 0 : (int) (tabsize - column % tabsize);
                text.append(" ".repeat(spaces));
                column += spaces;
            } else {
                text.append(c);
                column = c == '\n' || c == '\r' ? 0 : column + 1;
            }
        }
        return text.toString();
    }

    /** TorchScript's default end, -1, means the string's length. */
    private static int end(String self, long end) {
        return end < 0 ? Slices.clamp(end + 1 + self.length(), self.length()) : Slices.clamp(end, self.length());
    }

    private static long found(long at) {
        if (at < 0) {
            throw new OperatorException("ValueError: substring not found");
        }
        return at;
    }

    private static void requireSeparator(String separator) {
        if (separator.isEmpty()) {
            throw new OperatorException("ValueError: empty separator");
        }
    }
}
