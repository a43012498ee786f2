// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of content what must not be written: by patterns, and by a class of the application's.
 * Sees every text and number of a content tree, but no names of members. Where it fails, or cannot
 * be set up as the user asked, the text gives way to a mark that names the failure; the text itself
 * is never written. Thread-safe, as the application's class must be.
 */
final class Redaction {

  static final Redaction NONE = new Redaction(new ArrayList<>(), null, null);

  static final String REDACTED = "[redacted]";

  private static final Logger LOGGER = Logger.getLogger(Redaction.class.getName());

  /** How much more of a text is looked at than is written: what is cut there may be a secret. */
  private static final int MARGIN = 4096;

  private static final Map<String, String> BUILT_IN = new LinkedHashMap<>();

  static {
    BUILT_IN.put(
        "email", "[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){1,8}");
    BUILT_IN.put("iban", "\\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\\b");
    BUILT_IN.put("card", "(?<![0-9])(?:[0-9][ -]?){12,18}[0-9](?![0-9])");
    BUILT_IN.put("ip", "(?<![0-9.])(?:[0-9]{1,3}\\.){3}[0-9]{1,3}(?![0-9.])");
    BUILT_IN.put(
        "key",
        "\\b(?:sk|pk|rk|gh[opsu]|xox[abprs]|AKIA|ASIA|AIza)[A-Za-z0-9_-]{12,200}"
            + "|\\beyJ[A-Za-z0-9_-]{5,4096}\\.[A-Za-z0-9_-]{5,4096}\\.[A-Za-z0-9_-]{0,4096}"
            + "|(?i:\\bbearer\\s{1,8})[A-Za-z0-9._~+/=-]{12,4096}");
  }

  private final List<Pattern> patterns;
  private final @Nullable String hookClass;
  private final @Nullable String misconfigured;
  private volatile @Nullable BiFunction<String, String, @Nullable String> hook;

  private Redaction(
      List<Pattern> patterns, @Nullable String hookClass, @Nullable String misconfigured) {
    this.patterns = patterns;
    this.hookClass = hookClass;
    this.misconfigured = misconfigured;
  }

  /**
   * @param setting answers {@code redact}, {@code redact-pattern} and {@code redactor}
   */
  static Redaction read(UnaryOperator<@Nullable String> setting) {
    List<Pattern> patterns = new ArrayList<>();
    String misconfigured = null;
    for (String name : given(setting, "redact").toLowerCase(Locale.ROOT).split(",")) {
      String pattern = BUILT_IN.get(name.trim());
      if (pattern != null) {
        patterns.add(Pattern.compile(pattern));
      } else if (name.trim().equals("all")) {
        BUILT_IN.values().forEach(one -> patterns.add(Pattern.compile(one)));
      } else if (!name.trim().isEmpty()) {
        misconfigured =
            "otel.instrumentation.genai.redact names '"
                + name.trim()
                + "', but must name some of "
                + BUILT_IN.keySet()
                + " or all";
      }
    }
    String own = given(setting, "redact-pattern");
    if (!own.isEmpty()) {
      try {
        patterns.add(Pattern.compile(own));
      } catch (PatternSyntaxException e) {
        misconfigured =
            "otel.instrumentation.genai.redact-pattern is no regular expression: "
                + e.getDescription()
                + " at "
                + e.getIndex();
      }
    }
    if (misconfigured != null) {
      LOGGER.warning(misconfigured + ". No content is written until it is mended.");
    }
    String hookClass = given(setting, "redactor");
    return patterns.isEmpty() && hookClass.isEmpty() && misconfigured == null
        ? NONE
        : new Redaction(patterns, hookClass.isEmpty() ? null : hookClass, misconfigured);
  }

  private static String given(UnaryOperator<@Nullable String> setting, String name) {
    String value = setting.apply(name);
    return value == null ? "" : value.trim();
  }

  /**
   * The tree with all of its texts redacted; the tree itself if there is nothing to redact.
   *
   * @param attribute that will carry it
   * @param maxChars how much of a text will be written at most
   */
  @Nullable Object apply(String attribute, @Nullable Object tree, int maxChars) {
    return this == NONE ? tree : redacted(attribute, tree, maxChars + MARGIN);
  }

  private @Nullable Object redacted(String attribute, @Nullable Object tree, int longest) {
    if (tree == null || tree instanceof Boolean) {
      return tree;
    }
    if (tree instanceof Map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      ((Map<?, ?>) tree)
          .forEach(
              (key, value) -> copy.put(String.valueOf(key), redacted(attribute, value, longest)));
      return copy;
    }
    if (tree instanceof Iterable) {
      List<@Nullable Object> copy = new ArrayList<>();
      for (Object element : (Iterable<?>) tree) {
        copy.add(redacted(attribute, element, longest));
      }
      return copy;
    }
    String text = tree.toString();
    if (text.length() > longest) {
      String head = text.substring(0, longest);
      return new LongText(text(attribute, head), text.length() - longest);
    }
    String written = text(attribute, text);
    return tree instanceof Number && written.equals(text) ? tree : written;
  }

  /** One text for the attribute, or the mark that stands for it. */
  String text(String attribute, String text) {
    if (this == NONE) {
      return text;
    }
    if (misconfigured != null) {
      return "[redaction failed: its configuration]";
    }
    try {
      String result = text;
      for (Pattern pattern : patterns) {
        Matcher matcher = pattern.matcher(new BoundedReading(result));
        if (matcher.find()) {
          result = pattern.matcher(new BoundedReading(result)).replaceAll(REDACTED);
        }
      }
      if (hookClass != null) {
        String answer = hook(hookClass).apply(attribute, result);
        result = answer == null ? REDACTED : answer;
      }
      return result;
    } catch (Throwable failure) { // whatever the application's class throws
      return "[redaction failed: " + failure.getClass().getName() + "]";
    }
  }

  @SuppressWarnings("unchecked") // the contract of the setting
  private BiFunction<String, String, @Nullable String> hook(String name)
      throws ReflectiveOperationException {
    BiFunction<String, String, @Nullable String> known = hook;
    if (known == null) {
      synchronized (this) {
        known = hook;
        if (known == null) {
          try {
            known =
                (BiFunction<String, String, @Nullable String>)
                    load(name).getDeclaredConstructor().newInstance();
          } catch (Throwable unusable) { // said once, and kept as what fails every text
            LOGGER.warning(
                "otel.instrumentation.genai.redactor: "
                    + name
                    + " cannot be used: "
                    + unusable
                    + ". It must be a public class with a public constructor without parameters on"
                    + " the application's class path, and implement BiFunction<String, String,"
                    + " String>. No content is written until it is mended.");
            known =
                (attribute, text) -> {
                  throw new IllegalStateException(name);
                };
          }
          hook = known;
        }
      }
    }
    return known;
  }

  /** Beside the instrumented library, where the thread looks, or on the class path. */
  private static Class<?> load(String name) throws ClassNotFoundException {
    ClassLoader[] loaders = {
      Redaction.class.getClassLoader(),
      Thread.currentThread().getContextClassLoader(),
      ClassLoader.getSystemClassLoader()
    };
    for (ClassLoader loader : loaders) {
      try {
        return Class.forName(name, true, loader);
      } catch (ClassNotFoundException notHere) {
        continue;
      }
    }
    throw new ClassNotFoundException(name);
  }

  /** The redacted head of a text that is longer than what is written of it. */
  static final class LongText {
    final String head;
    final int more;

    LongText(String head, int more) {
      this.head = head;
      this.more = more;
    }

    /** The first characters, with a mark that counts the rest. */
    String cut(int longest) {
      int end = Truncation.end(head, longest);
      return head.substring(0, end) + Truncation.mark(head.length() - end + (long) more);
    }

    @Override
    public String toString() {
      return cut(head.length());
    }
  }

  /** A text that ends the match of a pattern that would take minutes. */
  private static final class BoundedReading implements CharSequence {
    private final String text;
    private long left;

    BoundedReading(String text) {
      this.text = text;
      this.left = 1_000_000 + 200L * text.length();
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new IllegalStateException("The pattern takes too long");
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
