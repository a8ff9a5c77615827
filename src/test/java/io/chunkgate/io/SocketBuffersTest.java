package io.chunkgate.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bodies and socket reads in blocks of the pool. */
class SocketBuffersTest {
    private static final int HALF = SocketBlock.BYTES / 2;

    private final BufferPool pool = new BufferPool();
    private final EmbeddedChannel channel = channel(pool);
    private final Random random = new Random(7);

    @Test
    void buffers_areCopiedToABlock_andReleased() {
        byte[] bytes = randomBytes(10_000);
        ByteBuf read = pooled(bytes);
        ByteBuf part = through(read);
        assertThat(content(part)).isEqualTo(bytes);
        assertThat(read.refCnt()).isZero();
        assertThat(pool.usedBytes()).isEqualTo(SocketBlock.BYTES);
        release(part);
    }

    @Test
    void lastContent_retainsItsTrailers() {
        DefaultLastHttpContent last = new DefaultLastHttpContent(pooled(new byte[] {1, 2, 3}));
        last.trailingHeaders().set("Digest", "x");
        channel.writeInbound(last);
        LastHttpContent taken = channel.readInbound();
        assertThat(content(taken.content())).containsExactly(1, 2, 3);
        assertThat(taken.trailingHeaders().get("Digest")).isEqualTo("x");
        release(taken.content());
    }

    @Test
    void emptyOrTooLongBuffers_areUnchanged() {
        ByteBuf longer = Unpooled.buffer(SocketBlock.BYTES + 1).writeZero(SocketBlock.BYTES + 1);
        assertThat(through(longer)).isSameAs(longer);
        channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(channel.<LastHttpContent>readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    @Test
    void block_returnsToThePool_whenAllItsSlicesAreReleased() {
        ByteBuf first = through(pooled(randomBytes(HALF)));
        ByteBuf second = through(pooled(randomBytes(HALF)));
        ByteBuf block = root(first);
        assertThat(root(second)).isSameAs(block);
        byte[] before = content(second);

        ByteBuf third = through(pooled(randomBytes(HALF)));
        release(first);
        ByteBuf fourth = through(pooled(randomBytes(HALF)));
        ByteBuf fifth = through(pooled(randomBytes(HALF)));
        assertThat(root(fifth)).isNotSameAs(block);
        assertThat(content(second)).isEqualTo(before);

        release(second);
        assertThat(block.refCnt()).as("memory that the pool has again").isZero();
        release(third);
        release(fourth);
        release(fifth);
    }

    @Test
    void compositeBuffer_releasesAllComponents() {
        ByteBuf first = through(pooled(randomBytes(HALF)));
        ByteBuf second = through(pooled(randomBytes(100)));
        int references = root(first).refCnt();
        ByteBuf payload = Unpooled.compositeBuffer().addComponents(true, first, second);
        ByteBuf waiting = Unpooled.compositeBuffer().addComponents(true, payload, Unpooled.wrappedBuffer(new byte[3]));
        BufferPool.release(BufferInternal.buffer(waiting));
        assertThat(root(first).refCnt()).isEqualTo(references - 2);
    }

    @Test
    void closedConnection_isIgnored() {
        EmbeddedChannel closed = new EmbeddedChannel();
        BodyBuffers.use(pool, closed.pipeline(), "receiver");
        assertThat(closed.pipeline().toMap()).doesNotContainKey("body-buffers");
    }

    @Test
    void otherBuffers_areIgnored() {
        Buffer other = Buffer.buffer("bytes");
        BufferPool.release(other);
        assertThat(other.toString()).isEqualTo("bytes");
    }

    @Test
    void reads_fillTheBlockOneAfterTheOther() {
        SocketReads reads = new SocketReads(pool, channel.eventLoop(), new FixedRecvByteBufAllocator(1000));
        RecvByteBufAllocator.ExtendedHandle handle = reads.newHandle();
        ByteBuf before = handle.allocate(ByteBufAllocator.DEFAULT);
        assertThat(root(before)).isNotInstanceOf(UnpooledDirectByteBuf.class);
        before.release();

        reads.enable();
        ByteBuf first = read(handle, "abc");
        ByteBuf none = handle.allocate(ByteBufAllocator.DEFAULT);
        handle.lastBytesRead(-1);
        none.release();
        ByteBuf second = read(handle, "defg");
        ByteBuf block = root(first);
        assertThat(root(second)).isSameAs(block);
        assertThat(block.toString(block.writerIndex() - 7, 7, StandardCharsets.UTF_8))
                .isEqualTo("abcdefg");
        release(first);
        release(second);
    }

    private static ByteBuf read(RecvByteBufAllocator.ExtendedHandle handle, String text) {
        ByteBuf bytes = handle.allocate(ByteBufAllocator.DEFAULT);
        handle.lastBytesRead(bytes.writeCharSequence(text, StandardCharsets.UTF_8));
        return bytes;
    }

    @Test
    void exhaustedPool_leavesBuffersUnchanged() {
        List<ByteBuf> parts = new ArrayList<>();
        EmbeddedChannel other = channel(new BufferPool(3L * SocketBlock.BYTES));
        ByteBuf part = through(other, pooled(randomBytes(SocketBlock.BYTES)));
        while (part.alloc() != PooledByteBufAllocator.DEFAULT) {
            parts.add(part);
            part = through(other, pooled(randomBytes(SocketBlock.BYTES)));
        }
        assertThat(parts).hasSize(3);
        part.release();
        parts.forEach(SocketBuffersTest::release);
    }

    private static void release(ByteBuf part) {
        BufferPool.release(BufferInternal.buffer(part));
    }

    private static EmbeddedChannel channel(BufferPool pool) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast("receiver", new ChannelInboundHandlerAdapter());
        BodyBuffers.use(pool, channel.pipeline(), "receiver");
        return channel;
    }

    private ByteBuf through(ByteBuf read) {
        return through(channel, read);
    }

    private static ByteBuf through(EmbeddedChannel channel, ByteBuf read) {
        channel.writeInbound(new DefaultHttpContent(read));
        return channel.<HttpContent>readInbound().content();
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static ByteBuf pooled(byte[] bytes) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    }

    private static byte[] content(ByteBuf bytes) {
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.getBytes(bytes.readerIndex(), copy);
        return copy;
    }

    private static ByteBuf root(ByteBuf bytes) {
        ByteBuf root = bytes;
        while (root.unwrap() != null) {
            root = root.unwrap();
        }
        return root;
    }
}
