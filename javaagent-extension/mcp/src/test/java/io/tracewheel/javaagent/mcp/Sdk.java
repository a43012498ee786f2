// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What the scripted programs must write differently for old and new releases of the SDK. */
final class Sdk {

  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"integer\"}}}";

  private Sdk() {}

  static McpSchema.Tool tool(String name) throws ReflectiveOperationException {
    try {
      return McpSchema.Tool.class
          .getConstructor(String.class, String.class, String.class)
          .newInstance(name, "Tool " + name, SCHEMA);
    } catch (NoSuchMethodException newer) {
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "object");
      Object builder =
          McpSchema.Tool.class
              .getMethod("builder", String.class, Map.class)
              .invoke(null, name, schema);
      return (McpSchema.Tool) builder.getClass().getMethod("build").invoke(builder);
    }
  }

  static McpClientTransport stdioClient(ServerParameters server)
      throws ReflectiveOperationException {
    StdioClientTransport transport =
        (StdioClientTransport) construct(StdioClientTransport.class, server, jsonMapper());
    transport.setStdErrorHandler(System.err::println);
    return transport;
  }

  static McpServerTransportProvider stdioServer(InputStream in, OutputStream out)
      throws ReflectiveOperationException {
    return (McpServerTransportProvider)
        construct(StdioServerTransportProvider.class, jsonMapper(), in, out);
  }

  static HttpServletStreamableServerTransportProvider servlet(String endpoint)
      throws ReflectiveOperationException {
    return (HttpServletStreamableServerTransportProvider)
        build(HttpServletStreamableServerTransportProvider.class, "mcpEndpoint", endpoint);
  }

  static HttpServletStatelessServerTransport statelessServlet(String endpoint)
      throws ReflectiveOperationException {
    return (HttpServletStatelessServerTransport)
        build(HttpServletStatelessServerTransport.class, "messageEndpoint", endpoint);
  }

  private static Object build(Class<?> type, String endpointMethod, String endpoint)
      throws ReflectiveOperationException {
    Object builder = type.getMethod("builder").invoke(null);
    Object mapper = jsonMapper();
    for (var method : builder.getClass().getMethods()) {
      if (method.getName().equals("objectMapper") || method.getName().equals("jsonMapper")) {
        method.invoke(builder, mapper);
      }
    }
    builder.getClass().getMethod(endpointMethod, String.class).invoke(builder, endpoint);
    return builder.getClass().getMethod("build").invoke(builder);
  }

  /** The context of a stateless tool, whose type moved, is not looked at. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  static void statelessTool(
      McpServer.StatelessSyncSpecification server,
      String name,
      Function<McpSchema.CallToolRequest, McpSchema.CallToolResult> handler)
      throws ReflectiveOperationException {
    BiFunction<Object, McpSchema.CallToolRequest, McpSchema.CallToolResult> withContext =
        (context, call) -> handler.apply(call);
    server.toolCall(tool(name), (BiFunction) withContext);
  }

  private static Object jsonMapper() throws ReflectiveOperationException {
    try {
      return Class.forName("io.modelcontextprotocol.json.McpJsonDefaults")
          .getMethod("getMapper")
          .invoke(null);
    } catch (ClassNotFoundException older) {
      return Class.forName("com.fasterxml.jackson.databind.ObjectMapper")
          .getConstructor()
          .newInstance();
    }
  }

  private static Object construct(Class<?> type, Object... arguments)
      throws ReflectiveOperationException {
    for (Constructor<?> constructor : type.getConstructors()) {
      Class<?>[] types = constructor.getParameterTypes();
      boolean fits = types.length == arguments.length;
      for (int i = 0; fits && i < types.length; i++) {
        fits = types[i].isInstance(arguments[i]);
      }
      if (fits) {
        return constructor.newInstance(arguments);
      }
    }
    throw new NoSuchMethodException(type.getName());
  }
}
