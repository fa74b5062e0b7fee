package dev.hushkey.upstream;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;

/**
 * Reads a body up to a size; a larger one fails the request. The web client's own codecs have no
 * limit.
 */
final class BoundedBody implements BodyCodec<byte[]> {

  private final int limit;

  BoundedBody(int limit) {
    this.limit = limit;
  }

  @Override
  public void create(Handler<AsyncResult<BodyStream<byte[]>>> handler) {
    handler.handle(Future.succeededFuture(new BodyCollector(limit)));
  }

  /** Says that the body was larger than the limit. */
  static final class TooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("the body is too large", null, false, false);
    }
  }

  private static final class BodyCollector implements BodyStream<byte[]> {

    private final int limit;
    private final Buffer gathered = Buffer.buffer();
    private final Promise<byte[]> whole = Promise.promise();

    BodyCollector(int limit) {
      this.limit = limit;
    }

    @Override
    public Future<byte[]> result() {
      return whole.future();
    }

    @Override
    public Future<Void> write(Buffer data) {
      if (gathered.length() + data.length() > limit) {
        TooLarge tooLarge = new TooLarge();
        whole.tryFail(tooLarge);
        return Future.failedFuture(tooLarge);
      }
      gathered.appendBuffer(data);
      return Future.succeededFuture();
    }

    @Override
    public void write(Buffer data, Handler<AsyncResult<Void>> handler) {
      tell(write(data), handler);
    }

    @Override
    public void end(Handler<AsyncResult<Void>> handler) {
      whole.tryComplete(gathered.getBytes());
      tell(Future.succeededFuture(), handler);
    }

    private static void tell(Future<Void> outcome, Handler<AsyncResult<Void>> handler) {
      if (handler != null) {
        handler.handle(outcome);
      }
    }

    @Override
    public void handle(Throwable failure) {
      whole.tryFail(failure);
    }

    @Override
    public BodyStream<byte[]> exceptionHandler(Handler<Throwable> handler) {
      return this;
    }

    @Override
    public BodyStream<byte[]> setWriteQueueMaxSize(int maxSize) {
      return this;
    }

    @Override
    public boolean writeQueueFull() {
      return false;
    }

    @Override
    public BodyStream<byte[]> drainHandler(Handler<Void> handler) {
      return this;
    }
  }
}
