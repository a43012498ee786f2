// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.server.auth.Tenants;
import io.tracewheel.server.pipeline.Answer;
import io.tracewheel.server.pipeline.Intake;
import io.tracewheel.server.pipeline.Pipeline;
import io.tracewheel.server.pipeline.Refusal;
import io.tracewheel.server.pipeline.RefusedException;
import io.tracewheel.server.pipeline.Traffic.Transport;
import io.tracewheel.server.receive.HttpClock.Phase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP connection: requests one after the other, each refused as early as it can be. For the
 * connection's event loop, except where said.
 */
final class OtlpHttpConnection extends ChannelInboundHandlerAdapter {
  private static final int FIRST_BODY_BUFFER = 64 * 1024;
  private static final String HEALTH_PATH = "/healthz";

  private final OtlpHttpServer server;
  private final HttpClock clock;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Exchange exchange;

  /**
   * Whether a request is in the pipeline: what the client has sent after it waits until it is
   * answered.
   */
  private boolean busy;

  private final Deque<Object> waiting = new ArrayDeque<>();

  /** One request that was let in. */
  private static final class Exchange {
    final OtlpHttpRequest request;
    final boolean keepAlive;
    final Intake.Ticket ticket;
    final long declared;
    final ByteBuf body;
    final Tenants.@Nullable Tenant tenant;
    final long startNanos = System.nanoTime();

    Exchange(
        OtlpHttpRequest request,
        boolean keepAlive,
        Intake.Ticket ticket,
        long declared,
        ByteBuf body,
        Tenants.@Nullable Tenant tenant) {
      this.request = request;
      this.keepAlive = keepAlive;
      this.ticket = ticket;
      this.declared = declared;
      this.body = body;
      this.tenant = tenant;
    }
  }

  OtlpHttpConnection(OtlpHttpServer server) {
    this.server = server;
    this.clock = new HttpClock(server.config(), this::bodyTooSlow);
  }

  HttpClock clock() {
    return clock;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    Exchange open = exchange;
    if (open != null) {
      exchange = null;
      open.body.release();
      open.ticket.close();
    }
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A reset by the client, mostly; the connection is of no use any more.
    ctx.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (busy) {
      waiting.add(message);
    } else {
      handle(ctx, message);
    }
  }

  private void handle(ChannelHandlerContext ctx, Object message) {
    try {
      if (clock.phase() == Phase.LINGER) {
        linger(ctx, message);
      } else if (message instanceof HttpRequest head) {
        head(ctx, head);
      } else if (message instanceof HttpContent content) {
        content(ctx, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void head(ChannelHandlerContext ctx, HttpRequest head) {
    if (head.decoderResult().isFailure()) {
      boolean tooLong = head.decoderResult().cause() instanceof TooLongFrameException;
      fail(
          ctx,
          tooLong
              ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
              : HttpResponseStatus.BAD_REQUEST,
          Code.INVALID_ARGUMENT_VALUE,
          tooLong ? "The request's headers are too long." : "This is no HTTP/1.1 request.",
          true);
      return;
    }
    if (OtlpHttpRequest.path(head).equals(HEALTH_PATH)) {
      health(ctx, head);
      return;
    }
    OtlpHttpRequest.Read read = OtlpHttpRequest.read(head);
    OtlpHttpRequest request = read.request();
    if (request == null) {
      OtlpHttpRequest.Unserved unserved = java.util.Objects.requireNonNull(read.unserved());
      boolean json = !OtlpHttpRequest.mediaType(head).equals(OtlpHttpRequest.PROTOBUF);
      answerEarly(
          ctx,
          response(
              unserved.status(),
              json,
              // Nothing may follow the head of an answer to HEAD.
              head.method().equals(HttpMethod.HEAD)
                  ? Unpooled.EMPTY_BUFFER
                  : status(json, unserved.code(), unserved.message())),
          unserved.header());
      return;
    }
    admit(ctx, head, request);
  }

  private void admit(ChannelHandlerContext ctx, HttpRequest head, OtlpHttpRequest request) {
    Tenants.Tenant tenant;
    try {
      tenant = server.gate().enter(name -> head.headers().get(name));
    } catch (RefusedException e) {
      refuseEarly(ctx, request, e.refusal());
      return;
    }
    long declared = HttpUtil.getContentLength(head, -1L);
    if (declared > server.config().maxRequestBytes()) {
      refuseEarly(ctx, request, tooLarge());
      return;
    }
    Intake.Ticket ticket;
    try {
      ticket = server.intake().enter();
    } catch (RefusedException e) {
      refuseEarly(ctx, request, e.refusal());
      return;
    }
    if (declared > 0 && !ticket.reserve(declared)) {
      ticket.close();
      refuseEarly(ctx, request, server.intake().overloaded());
      return;
    }
    int first =
        (int) (declared < 0 ? FIRST_BODY_BUFFER : Math.min(declared, 16L * FIRST_BODY_BUFFER));
    exchange =
        new Exchange(
            request,
            HttpUtil.isKeepAlive(head),
            ticket,
            declared,
            ctx.alloc().heapBuffer(first, Integer.MAX_VALUE - 64),
            tenant);
    clock.enter(Phase.BODY);
    if (HttpUtil.is100ContinueExpected(head)) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  private void content(ChannelHandlerContext ctx, HttpContent content) {
    Exchange open = exchange;
    if (open == null) {
      return;
    }
    if (content.decoderResult().isFailure()) {
      abandon();
      fail(
          ctx,
          HttpResponseStatus.BAD_REQUEST,
          Code.INVALID_ARGUMENT_VALUE,
          "The request's body is not properly chunked.",
          open.request.json());
      return;
    }
    int size = content.content().readableBytes();
    clock.received(size);
    if (open.body.readableBytes() + size > server.config().maxRequestBytes()) {
      abandon();
      refuseEarly(ctx, open.request, tooLarge());
      return;
    }
    if (open.declared < 0 && !open.ticket.reserve(size)) {
      abandon();
      refuseEarly(ctx, open.request, server.intake().overloaded());
      return;
    }
    open.body.writeBytes(content.content());
    if (content instanceof LastHttpContent) {
      exchange = null;
      busy = true;
      ctx.channel().config().setAutoRead(false);
      clock.enter(Phase.PIPELINE);
      server.workers().execute(() -> process(ctx, open));
    }
  }

  /** On a worker's thread. */
  private void process(ChannelHandlerContext ctx, Exchange complete) {
    OtlpHttpRequest request = complete.request;
    ByteBuf body = complete.body;
    try {
      server
          .pipeline()
          .submit(
              new Pipeline.Request(
                  request.signal(),
                  new ByteSlice(
                      body.array(), body.arrayOffset() + body.readerIndex(), body.readableBytes()),
                  request.coding(),
                  request.json(),
                  server.config().maxRequestBytes(),
                  "receivers.otlp.protocols.http.max_request_bytes"),
              complete.ticket,
              answer -> {
                complete.ticket.close();
                ctx.executor().execute(() -> answer(ctx, complete, answer));
              });
    } finally {
      body.release();
    }
  }

  private void answer(ChannelHandlerContext ctx, Exchange complete, Answer answer) {
    if (complete.tenant != null) {
      complete.tenant.charge(answer.items(), answer.bytes());
    }
    Refusal refusal = answer.refusal();
    boolean json = complete.request.json();
    FullHttpResponse response;
    if (refusal == null) {
      server
          .pipeline()
          .traffic()
          .answered(
              Transport.HTTP,
              complete.request.signal(),
              answer,
              System.nanoTime() - complete.startNanos);
      response =
          response(
              HttpResponseStatus.OK,
              json,
              json
                  ? Unpooled.copiedBuffer(
                      PartialSuccess.json(complete.request.signal(), answer),
                      StandardCharsets.UTF_8)
                  : Unpooled.wrappedBuffer(PartialSuccess.protobuf(answer)));
    } else {
      response = refused(complete.request, refusal);
    }
    send(ctx, response, complete.keepAlive && !server.intake().draining());
  }

  private void health(ChannelHandlerContext ctx, HttpRequest head) {
    boolean ready = !server.intake().draining();
    if (!head.method().equals(HttpMethod.GET) && !head.method().equals(HttpMethod.HEAD)) {
      answerEarly(
          ctx,
          response(
              HttpResponseStatus.METHOD_NOT_ALLOWED,
              true,
              status(true, Code.UNIMPLEMENTED_VALUE, "The health is read with GET.")),
          List.of("allow", "GET, HEAD"));
      return;
    }
    ByteBuf body =
        Unpooled.copiedBuffer(
            ready ? "{\"status\":\"ready\"}" : "{\"status\":\"stopping\"}", StandardCharsets.UTF_8);
    FullHttpResponse response =
        response(
            ready ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE, true, body);
    if (head.method().equals(HttpMethod.HEAD)) {
      body.clear();
    }
    answerEarly(ctx, response, List.of());
  }

  private Refusal tooLarge() {
    return Refusal.tooLarge(
        server.config().maxRequestBytes(), "receivers.otlp.protocols.http.max_request_bytes");
  }

  private void bodyTooSlow(String message) {
    Exchange open = exchange;
    ChannelHandlerContext ctx = context;
    if (open != null && ctx != null) {
      abandon();
      refuseEarly(
          ctx,
          open.request,
          Refusal.later(Refusal.Reason.TOO_SLOW, message, server.intake().retryAfter()));
    }
  }

  /** Gives up the request that is being received. */
  private void abandon() {
    Exchange open = exchange;
    if (open != null) {
      exchange = null;
      open.body.release();
      open.ticket.close();
    }
  }

  private void refuseEarly(ChannelHandlerContext ctx, OtlpHttpRequest request, Refusal refusal) {
    answerEarly(ctx, refused(request, refusal), List.of());
  }

  private void fail(
      ChannelHandlerContext ctx,
      HttpResponseStatus status,
      int code,
      String message,
      boolean json) {
    answerEarly(ctx, response(status, json, status(json, code, message)), List.of());
  }

  private FullHttpResponse refused(OtlpHttpRequest request, Refusal refusal) {
    server.warn(
        "Refused an OTLP/HTTP request of " + request.signal().items() + ": " + refusal.message());
    server.pipeline().traffic().refused(Transport.HTTP, request.signal(), refusal.reason());
    FullHttpResponse response =
        response(
            switch (refusal.reason().status()) {
              case INVALID -> HttpResponseStatus.BAD_REQUEST;
              case UNAUTHENTICATED -> HttpResponseStatus.UNAUTHORIZED;
              case TOO_LARGE -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
              case QUOTA -> HttpResponseStatus.TOO_MANY_REQUESTS;
              case UNAVAILABLE -> HttpResponseStatus.SERVICE_UNAVAILABLE;
            },
            request.json(),
            request.json()
                ? Unpooled.copiedBuffer(RefusalStatus.json(refusal), StandardCharsets.UTF_8)
                : Unpooled.wrappedBuffer(RefusalStatus.of(refusal).toByteArray()));
    if (refusal.reason() == Refusal.Reason.UNAUTHENTICATED) {
      response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer, Basic realm=\"otlp\"");
    }
    if (refusal.retryAfter() != null) {
      // Whole seconds, rounded up.
      response
          .headers()
          .set(HttpHeaderNames.RETRY_AFTER, (refusal.retryAfter().toMillis() + 999) / 1000);
    }
    return response;
  }

  private static ByteBuf status(boolean json, int code, String message) {
    return json
        ? Unpooled.copiedBuffer(RefusalStatus.json(code, message), StandardCharsets.UTF_8)
        : Unpooled.wrappedBuffer(
            Status.newBuilder().setCode(code).setMessage(message).build().toByteArray());
  }

  private static FullHttpResponse response(HttpResponseStatus status, boolean json, ByteBuf body) {
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, json ? OtlpHttpRequest.JSON : OtlpHttpRequest.PROTOBUF)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    return response;
  }

  /**
   * Answers before the body was read: what follows is thrown away, and the connection is closed
   * after it.
   */
  private void answerEarly(
      ChannelHandlerContext ctx, FullHttpResponse response, List<String> header) {
    if (!header.isEmpty()) {
      response.headers().set(header.get(0), header.get(1));
    }
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    clock.enter(Phase.LINGER);
    // The client sees the end of the answer now; closing outright could reset it away unread.
    ctx.writeAndFlush(response).addListener(done -> endOutput(ctx));
  }

  private static void endOutput(ChannelHandlerContext ctx) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls == null) {
      ((SocketChannel) ctx.channel()).shutdownOutput();
    } else {
      tls.closeOutbound();
    }
  }

  private void linger(ChannelHandlerContext ctx, Object message) {
    if (message instanceof LastHttpContent) {
      ctx.close();
    }
  }

  private void send(ChannelHandlerContext ctx, FullHttpResponse response, boolean keepAlive) {
    if (keepAlive) {
      clock.enter(Phase.ANSWER);
      ctx.writeAndFlush(response)
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  next(ctx);
                } else {
                  ctx.close();
                }
              });
    } else {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      clock.enter(Phase.ANSWER);
      ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Goes on with what has come in the meantime. */
  private void next(ChannelHandlerContext ctx) {
    busy = false;
    clock.enter(Phase.IDLE);
    while (!busy) {
      Object message = waiting.poll();
      if (message == null) {
        ctx.channel().config().setAutoRead(true);
        return;
      }
      handle(ctx, message);
    }
  }
}
