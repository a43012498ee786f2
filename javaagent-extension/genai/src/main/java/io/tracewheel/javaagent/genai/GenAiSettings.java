// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.incubator.ExtendedOpenTelemetry;
import io.opentelemetry.api.incubator.config.DeclarativeConfigProperties;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a user can set. Each name is a property {@code otel.instrumentation.genai.<name>}, the same
 * as an environment variable in upper case with {@code _}, or a key under {@code
 * instrumentation/development: java: genai:} of a declarative configuration.
 *
 * <ul>
 *   <li>{@code capture-message-content}: see {@link ContentCapture}; default {@code NO_CONTENT}
 *   <li>{@code max-content-length}: most characters of one content attribute, 1024 to 16 Mi;
 *       default 131072
 *   <li>{@code emit-cache-creation-tokens}: also report cache writes under their name up to version
 *       1.41; default {@code true}
 *   <li>{@code max-http-body-bytes}: most bytes kept of each HTTP body where calls are recognised
 *       by their HTTP traffic, 4096 to 16 Mi; default 1048576
 *   <li>{@code abandoned-after-seconds}: after how long without reading a stream counts as
 *       abandoned though something still holds it, 1 to 86400; default 900
 *   <li>{@code redact}, {@code redact-pattern}, {@code redactor}: see {@link Redaction}; default
 *       none
 *   <li>{@code exception-messages}: {@code with-content}, the default, where spans carry content;
 *       {@code always}; {@code never}
 *   <li>{@code baggage-attributes}, {@code header-attributes}: see {@link Correlation}
 * </ul>
 */
public final class GenAiSettings {

  static final int DEFAULT_MAX_CONTENT = 128 * 1024;
  private static final int LEAST_MAX_CONTENT = 1024;
  private static final int MOST_MAX_CONTENT = 16 * 1024 * 1024;
  private static final int DEFAULT_MAX_HTTP_BODY = 1024 * 1024;
  private static final int LEAST_MAX_HTTP_BODY = 4096;
  private static final int MOST_MAX_HTTP_BODY = 16 * 1024 * 1024;
  static final int DEFAULT_ABANDONED_AFTER = 900;
  private static final int MOST_ABANDONED_AFTER = 86_400;

  final ContentCapture capture;
  final int maxContentLength;
  final boolean cacheCreationName;
  final int maxHttpBody;
  final long abandonedAfterNanos;
  final Redaction redaction;

  /** Whether spans tell the messages of exceptions. */
  final boolean exceptionMessages;

  final Correlation correlation;

  GenAiSettings(ContentCapture capture, int maxContentLength, boolean cacheCreationName) {
    this(
        name -> {
          switch (name) {
            case "capture-message-content":
              return capture.name();
            case "max-content-length":
              return String.valueOf(maxContentLength);
            case "emit-cache-creation-tokens":
              return String.valueOf(cacheCreationName);
            default:
              return null;
          }
        });
  }

  private GenAiSettings(UnaryOperator<@Nullable String> setting) {
    capture = ContentCapture.of(setting.apply("capture-message-content"));
    maxContentLength =
        within(
            setting.apply("max-content-length"),
            LEAST_MAX_CONTENT,
            MOST_MAX_CONTENT,
            DEFAULT_MAX_CONTENT);
    cacheCreationName =
        !"false"
            .equalsIgnoreCase(String.valueOf(setting.apply("emit-cache-creation-tokens")).trim());
    maxHttpBody =
        within(
            setting.apply("max-http-body-bytes"),
            LEAST_MAX_HTTP_BODY,
            MOST_MAX_HTTP_BODY,
            DEFAULT_MAX_HTTP_BODY);
    abandonedAfterNanos =
        TimeUnit.SECONDS.toNanos(
            within(
                setting.apply("abandoned-after-seconds"),
                1,
                MOST_ABANDONED_AFTER,
                DEFAULT_ABANDONED_AFTER));
    redaction = Redaction.read(setting);
    exceptionMessages = exceptionMessages(setting.apply("exception-messages"), capture);
    correlation = Correlation.read(setting);
  }

  /** Anything unknown counts as {@code with-content}: leaks are not undone. */
  private static boolean exceptionMessages(@Nullable String setting, ContentCapture capture) {
    String wanted = String.valueOf(setting).trim().toLowerCase(Locale.ROOT);
    return wanted.equals("always") || (capture.onSpans && !wanted.equals("never"));
  }

  /**
   * @param setting answers the value of a name, or {@code null} where the user set none
   */
  static GenAiSettings read(UnaryOperator<@Nullable String> setting) {
    return new GenAiSettings(setting);
  }

  static GenAiSettings of(OpenTelemetry openTelemetry) {
    DeclarativeConfigProperties configured =
        openTelemetry instanceof ExtendedOpenTelemetry
            ? ((ExtendedOpenTelemetry) openTelemetry).getInstrumentationConfig("genai")
            : DeclarativeConfigProperties.empty();
    return read(
        name -> {
          String value = fromConfiguration(configured, name.replace('-', '_'));
          return value != null ? value : fromProcess(name);
        });
  }

  /**
   * The agent answers this from its properties or from its configuration file, whichever it was
   * started with.
   */
  private static @Nullable String fromConfiguration(
      DeclarativeConfigProperties configured, String name) {
    String text = configured.getString(name);
    if (text != null) {
      return text;
    }
    Object typed = configured.getLong(name);
    if (typed == null) {
      typed = configured.getBoolean(name);
    }
    if (typed == null) {
      List<String> list = configured.getScalarList(name, String.class);
      typed = list == null ? null : String.join(",", list);
    }
    return typed == null ? null : typed.toString();
  }

  /** The system property of a name, else its environment variable. */
  private static @Nullable String fromProcess(String name) {
    String property = "otel.instrumentation.genai." + name;
    String value = System.getProperty(property);
    return value != null
        ? value
        : System.getenv(property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
  }

  private static int within(@Nullable String value, int least, int most, int otherwise) {
    try {
      int wanted = value == null ? otherwise : Integer.parseInt(value.trim());
      return Math.min(most, Math.max(least, wanted));
    } catch (NumberFormatException unusable) {
      return otherwise;
    }
  }
}
