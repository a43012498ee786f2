// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import static java.util.Locale.ROOT;

import io.tracewheel.server.config.EvaluatorConfig.LogLevel;
import io.tracewheel.server.config.EvaluatorConfig.ScoreOutput;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A kind of value that a setting takes.
 *
 * @param wanted what is wanted, with an example: "a size such as 64MiB"
 * @param parse throws any {@link RuntimeException} for a text that is not such a value; for lists
 *     and maps it gets no text and is not called
 */
record ValueType<T>(Shape shape, String wanted, Function<String, T> parse) {

  enum Shape {
    SCALAR,
    STRING_LIST,
    STRING_MAP
  }

  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*([kKMGT]i?B|B)?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");
  private static final Map<String, Long> SIZE_UNITS =
      Map.of(
          "B", 1L,
          "KB", 1_000L,
          "MB", 1_000_000L,
          "GB", 1_000_000_000L,
          "TB", 1_000_000_000_000L,
          "KIB", 1L << 10,
          "MIB", 1L << 20,
          "GIB", 1L << 30,
          "TIB", 1L << 40);
  private static final Map<String, Long> NANOS =
      Map.of("ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L, "h", 3600_000_000_000L);

  static final ValueType<HostPort> HOST_PORT =
      scalar("host:port such as 127.0.0.1:4317", HostPort::parse);
  static final ValueType<Path> PATH = scalar("a path", ValueType::path);
  static final ValueType<Optional<Path>> OPTIONAL_PATH =
      scalar("a path", text -> text.isEmpty() ? Optional.empty() : Optional.of(path(text)));
  static final ValueType<Optional<String>> OPTIONAL_STRING =
      scalar("a name", text -> text.isBlank() ? Optional.empty() : Optional.of(text));
  static final ValueType<Optional<String>> OPTIONAL_TEXT =
      scalar("a text", text -> text.isEmpty() ? Optional.empty() : Optional.of(text));
  static final ValueType<String> KAFKA_NAME =
      scalar("1 to 200 letters, digits, dots, hyphens and underscores", ValueType::kafkaName);
  static final ValueType<Boolean> BOOLEAN = scalar("true or false", ValueType::bool);
  static final ValueType<URI> HTTP_URI =
      scalar("an address such as https://backend.example:4318", ValueType::httpUri);
  static final ValueType<Duration> DURATION_TYPE =
      scalar("a duration above zero such as 200ms, 10s or 5m", ValueType::duration);
  static final ValueType<Optional<Duration>> OPTIONAL_DURATION =
      scalar(
          "a duration above zero such as 200ms, 10s or 5m",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(duration(text)));
  static final ValueType<ScoreOutput> SCORE_OUTPUT = choice(ScoreOutput.class);
  static final ValueType<EvaluatorConfig.InvalidSpans> INVALID_SPANS_TYPE =
      choice(EvaluatorConfig.InvalidSpans.class);
  static final ValueType<LogLevel> LOG_LEVEL = choice(LogLevel.class);
  static final ValueType<ExporterConfig.Compression> COMPRESSION =
      choice(ExporterConfig.Compression.class);
  static final ValueType<List<String>> STRINGS =
      new ValueType<>(Shape.STRING_LIST, "a list such as [one, two]", text -> List.of());
  static final ValueType<Map<String, String>> STRING_MAP =
      new ValueType<>(
          Shape.STRING_MAP, "names and values such as {x-api-key: secret}", text -> Map.of());

  static ValueType<Integer> integer(int least, int most) {
    return scalar(
        "a whole number from " + least + " to " + most,
        text -> Math.toIntExact(range(Long.parseLong(text), least, most)));
  }

  static ValueType<Long> size(long least, long most) {
    return scalar(
        "a size from " + sizeText(least) + " to " + sizeText(most) + " such as 64MiB",
        text -> range(bytes(text), least, most));
  }

  static ValueType<Integer> intSize(int least, int most) {
    return scalar(
        "a size from " + sizeText(least) + " to " + sizeText(most) + " such as 64MiB",
        text -> Math.toIntExact(range(bytes(text), least, most)));
  }

  private static <T> ValueType<T> scalar(String wanted, Function<String, T> parse) {
    return new ValueType<>(Shape.SCALAR, wanted, parse);
  }

  private static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
    E[] values = type.getEnumConstants();
    List<String> names =
        Arrays.stream(values).map(value -> value.name().toLowerCase(ROOT)).toList();
    return scalar(
        names.stream().limit(names.size() - 1L).collect(Collectors.joining(", "))
            + " or "
            + names.get(names.size() - 1),
        text -> values[indexOf(names, text)]);
  }

  private static int indexOf(List<String> names, String text) {
    int index = names.indexOf(text);
    if (index < 0) {
      throw new IllegalArgumentException(text);
    }
    return index;
  }

  private static long range(long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException("out of range: " + value);
    }
    return value;
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Path path(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("empty");
    }
    return Path.of(text);
  }

  private static URI httpUri(String text) {
    URI uri = URI.create(text);
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException(text);
    }
    return uri;
  }

  private static long bytes(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new IllegalArgumentException(text);
    }
    String unit = size.group(2) == null ? "B" : size.group(2).toUpperCase(ROOT);
    Long factor = SIZE_UNITS.get(unit);
    if (factor == null) {
      throw new IllegalArgumentException(text);
    }
    return Math.multiplyExact(Long.parseLong(size.group(1)), factor);
  }

  /** Go's form, which the Collector takes: numbers with units, one after the other. */
  private static String kafkaName(String text) {
    if (!text.matches("[A-Za-z0-9._-]{1,200}") || text.equals(".") || text.equals("..")) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static Duration duration(String text) {
    Matcher part = DURATION.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (part.lookingAt()) {
      long nanos =
          new BigDecimal(part.group(1))
              .multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L)))
              .longValueExact();
      sum = sum.plusNanos(nanos);
      end = part.end();
      part.region(end, text.length());
    }
    if (end != text.length() || sum.isZero() || sum.compareTo(Duration.ofDays(365)) > 0) {
      throw new IllegalArgumentException(text);
    }
    return sum;
  }

  static String sizeText(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    long value = bytes;
    while (value >= 1024 && value % 1024 == 0 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return value + units[unit];
  }
}
