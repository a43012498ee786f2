// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tracewheel.server.config.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server for pages that are only read, on one thread of its own: it answers while the
 * receivers are flooded, and a flood of its own costs no more than that thread. Thread-safe.
 */
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int MAX_BODY_BYTES = 4096;
  private static final int READ_TIMEOUT_SECONDS = 30;
  private static final int MAX_CONNECTIONS = 128;

  private final EventLoopGroup loop;
  private final Channel listening;
  private final HostPort endpoint;

  private AdminServer(EventLoopGroup loop, Channel listening, HostPort endpoint) {
    this.loop = loop;
    this.listening = listening;
    this.endpoint = endpoint;
  }

  /**
   * What is answered.
   *
   * @param status of HTTP
   * @param type of the body
   */
  public record Page(int status, String type, String body) {

    /** A page of JSON. */
    static Page json(int status, String body) {
      return new Page(status, "application/json", body);
    }
  }

  /**
   * Listens.
   *
   * @param pages by their paths; each is made anew for every request
   * @throws IOException if the address cannot be listened on
   */
  public static AdminServer start(HostPort endpoint, Map<String, Supplier<Page>> pages)
      throws IOException {
    InetSocketAddress address = endpoint.resolve();
    if (address.isUnresolved()) {
      throw new IOException("the host name is unknown");
    }
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("tracewheel-admin", true), NioIoHandler.newFactory());
    AtomicInteger connections = new AtomicInteger();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    if (connections.incrementAndGet() > MAX_CONNECTIONS) {
                      channel.close();
                    }
                    channel.closeFuture().addListener(closed -> connections.decrementAndGet());
                    channel
                        .pipeline()
                        .addLast(new ReadTimeoutHandler(READ_TIMEOUT_SECONDS))
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
                        .addLast(new Pages(pages));
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new IOException(bound.cause());
    }
    int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
    if (!address.getAddress().isLoopbackAddress()) {
      LOG.warn(
          "Health, metrics and state are served on {}, which other machines may reach, without"
              + " authentication and TLS; let only a trusted network reach it.",
          endpoint.withPort(port));
    }
    return new AdminServer(loop, bound.channel(), endpoint.withPort(port));
  }

  /** Where it listens, with the real port. */
  public HostPort endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  private static final class Pages extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final Map<String, Supplier<Page>> pages;

    Pages(Map<String, Supplier<Page>> pages) {
      this.pages = pages;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      boolean head = request.method().equals(HttpMethod.HEAD);
      Page page = page(request, head);
      byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.valueOf(page.status()),
              head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, page.type())
          .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
          .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
          .set("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
          .set("x-content-type-options", "nosniff");
      if (page.status() == HttpResponseStatus.METHOD_NOT_ALLOWED.code()) {
        response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
      }
      if (HttpUtil.isKeepAlive(request)) {
        ctx.writeAndFlush(response);
      } else {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
      }
    }

    @SuppressWarnings("CatchingUnchecked") // a page that fails must not end the others
    private Page page(FullHttpRequest request, boolean head) {
      if (request.decoderResult().isFailure()) {
        return Page.json(400, "{\"error\":\"This is no HTTP/1.1 request.\"}");
      }
      if (!head && !request.method().equals(HttpMethod.GET)) {
        return Page.json(405, "{\"error\":\"Everything here is read with GET.\"}");
      }
      String uri = request.uri();
      int query = uri.indexOf('?');
      Supplier<Page> page = pages.get(query < 0 ? uri : uri.substring(0, query));
      if (page == null) {
        return Page.json(
            404,
            "{\"error\":\"There are "
                + String.join(", ", pages.keySet().stream().sorted().toList())
                + ".\"}");
      }
      try {
        return page.get();
      } catch (RuntimeException | Error e) {
        LOG.warn("A page of the admin port could not be made", e);
        return Page.json(500, "{\"error\":\"The page could not be made; see the log.\"}");
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
