// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values of {@code gen_ai.provider.name} told from where a client speaks to. */
public final class Providers {

  public static final String OPENAI = "openai";
  public static final String ANTHROPIC = "anthropic";
  public static final String GEMINI = "gcp.gemini";
  public static final String VERTEX_AI = "gcp.vertex_ai";

  public static final String BEDROCK = "aws.bedrock";

  /** Google's models, by an interface that does not tell which. */
  public static final String GOOGLE = "gcp.gen_ai";

  public static final String AZURE_OPENAI = "azure.ai.openai";

  private static final String[][] HOSTS = {
    {"openai.azure.com", AZURE_OPENAI},
    {"services.ai.azure.com", AZURE_OPENAI},
    {"cognitiveservices.azure.com", AZURE_OPENAI},
    {"inference.ai.azure.com", "azure.ai.inference"},
    {"api.anthropic.com", ANTHROPIC},
    {"api.deepseek.com", "deepseek"},
    {"api.x.ai", "x_ai"},
    {"api.groq.com", "groq"},
    {"api.mistral.ai", "mistral_ai"},
    {"api.perplexity.ai", "perplexity"},
    {"api.moonshot.ai", "moonshot_ai"},
    {"api.moonshot.cn", "moonshot_ai"},
    {"api.cohere.com", "cohere"},
    {"api.cohere.ai", "cohere"},
    {"generativelanguage.googleapis.com", GEMINI},
    {"aiplatform.googleapis.com", VERTEX_AI},
    {"aiplatform.us.rep.googleapis.com", VERTEX_AI},
    {"aiplatform.eu.rep.googleapis.com", VERTEX_AI},
    {"api.openai.com", OPENAI},
  };

  private static final Pattern BEDROCK_HOST =
      Pattern.compile(
          "bedrock-(runtime(-fips)?\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?|mantle\\.[a-z0-9-]+\\.api\\.aws)");

  private Providers() {}

  /** The provider of a host, or {@code otherwise} for hosts that could be anybody's. */
  public static String ofHost(@Nullable String host, String otherwise) {
    if (host != null) {
      String lower = host.toLowerCase(Locale.ROOT);
      for (String[] known : HOSTS) {
        if (isOrEndsIn(lower, known[0])) {
          return known[1];
        }
      }
      if (lower.startsWith("bedrock-") && BEDROCK_HOST.matcher(lower).matches()) {
        return BEDROCK;
      }
    }
    return otherwise;
  }

  /** Whether the host is that one, or ends in it after a dot or a dash. */
  private static boolean isOrEndsIn(String host, String known) {
    int before = host.length() - known.length() - 1;
    return before < 0
        ? host.equals(known)
        : (host.charAt(before) == '.' || host.charAt(before) == '-') && host.endsWith(known);
  }

  /**
   * Sets server and provider of a request from the base URL of a client.
   *
   * @param otherwise the provider where the host does not tell
   */
  public static GenAiRequest describe(
      GenAiRequest request, @Nullable String baseUrl, String otherwise) {
    Server server = Server.at(baseUrl);
    String provider = server.provider.isEmpty() ? otherwise : server.provider;
    if (provider.equals(AZURE_OPENAI) && otherwise.equals(ANTHROPIC)) {
      provider = ANTHROPIC; // the same hosts serve its models, in its own protocol
    }
    return request.provider(provider).server(server.host, server.port);
  }

  /** What a base URL tells. */
  private static final class Server {

    /** Applications have a few clients, and every call of one has the same URL. */
    private static final Map<String, Server> KNOWN = new ConcurrentHashMap<>();

    private static final int MOST_KNOWN = 64;
    private static final int LONGEST_KNOWN = 512;
    private static final Server UNKNOWN = new Server(null);

    final @Nullable String host;
    final int port;

    /** Empty if the host could be anybody's. */
    final String provider;

    private Server(@Nullable URI uri) {
      host = uri == null ? null : uri.getHost();
      port = uri == null ? 0 : Providers.port(uri);
      provider = ofHost(host, "");
    }

    static Server at(@Nullable String url) {
      if (url == null) {
        return UNKNOWN;
      }
      Server known = KNOWN.get(url);
      if (known == null) {
        known = new Server(server(url));
        if (KNOWN.size() < MOST_KNOWN && url.length() <= LONGEST_KNOWN) {
          KNOWN.put(url, known);
        }
      }
      return known;
    }
  }

  /** Whether this URL's host serves models and little else. */
  public static boolean isKnown(@Nullable String url) {
    URI server = server(url);
    return server != null && !ofHost(server.getHost(), "").isEmpty();
  }

  /** The URL if it names a host, and {@code null} for everything else. */
  static @Nullable URI server(@Nullable String url) {
    try {
      URI uri = url == null ? null : URI.create(url);
      return uri == null || uri.getHost() == null ? null : uri;
    } catch (IllegalArgumentException noUri) {
      return null;
    }
  }

  static int port(URI server) {
    return server.getPort() > 0 ? server.getPort() : "http".equals(server.getScheme()) ? 80 : 443;
  }
}
