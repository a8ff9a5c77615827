package io.chunkgate.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
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

class SocketBlocksTest {
    private static final int HALF = SocketBlock.BYTES / 2;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Random random = new Random(7);

    SocketBlocksTest() {
        channel.pipeline().addLast("taker", new ChannelInboundHandlerAdapter());
        SocketBlocks.use(channel.pipeline(), "taker");
    }

    @Test
    void pieces_areTheBytes_outsideTheSocketsMemory() {
        byte[] bytes = randomBytes(10_000);
        ByteBuf read = pooled(bytes);
        ByteBuf piece = through(read);
        assertThat(content(piece)).isEqualTo(bytes);
        assertThat(read.refCnt()).isZero();
        assertThat(root(piece)).isInstanceOf(SocketBlock.class);
        SocketBlocks.giveBack(piece);
    }

    @Test
    void bodies_keepTheirTrailers() {
        DefaultLastHttpContent last = new DefaultLastHttpContent(pooled(new byte[] {1, 2, 3}));
        last.trailingHeaders().set("Digest", "x");
        channel.writeInbound(last);
        LastHttpContent taken = channel.readInbound();
        assertThat(content(taken.content())).containsExactly(1, 2, 3);
        assertThat(taken.trailingHeaders().get("Digest")).isEqualTo("x");
        SocketBlocks.giveBack(taken.content());
    }

    @Test
    void whatIsEmptyOrTooLong_staysAsItIs() {
        ByteBuf longer = Unpooled.buffer(SocketBlock.BYTES + 1).writeZero(SocketBlock.BYTES + 1);
        assertThat(through(longer)).isSameAs(longer);
        channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(channel.<LastHttpContent>readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    @Test
    void block_isUsedAgain_onlyWhenAllItsPiecesCameBack() {
        ByteBuf first = through(pooled(randomBytes(HALF)));
        ByteBuf second = through(pooled(randomBytes(HALF)));
        SocketBlock block = (SocketBlock) root(first);
        assertThat(root(second)).isSameAs(block);
        byte[] kept = content(second);

        ByteBuf third = through(pooled(randomBytes(HALF)));
        SocketBlocks.giveBack(first);
        ByteBuf fourth = through(pooled(randomBytes(HALF)));
        ByteBuf fifth = through(pooled(randomBytes(HALF)));
        assertThat(root(fifth)).isNotSameAs(block);
        assertThat(content(second)).isEqualTo(kept);

        SocketBlocks.giveBack(second);
        assertThat(block.refCnt()).as("ready for the next").isEqualTo(1);
        assertThat(block.writerIndex()).isZero();
        SocketBlocks.giveBack(third);
        SocketBlocks.giveBack(fourth);
        SocketBlocks.giveBack(fifth);
    }

    @Test
    void piecesOfAPiecedBuffer_comeBackTogether() {
        ByteBuf first = through(pooled(randomBytes(HALF)));
        ByteBuf second = through(pooled(randomBytes(100)));
        int references = root(first).refCnt();
        ByteBuf payload = Unpooled.compositeBuffer().addComponents(true, first, second);
        ByteBuf waiting = Unpooled.compositeBuffer().addComponents(true, payload, Unpooled.wrappedBuffer(new byte[3]));
        SocketBlocks.giveBack(BufferInternal.buffer(waiting));
        assertThat(root(first).refCnt()).isEqualTo(references - 2);
    }

    @Test
    void otherMemory_isLeftAlone() {
        Buffer other = Buffer.buffer("bytes");
        SocketBlocks.giveBack(other);
        assertThat(other.toString()).isEqualTo("bytes");
    }

    @Test
    void reads_goIntoTheBlock_oneBehindTheOther() {
        SocketReads reads = new SocketReads(new FixedRecvByteBufAllocator(1000));
        RecvByteBufAllocator.ExtendedHandle handle = reads.newHandle();
        ByteBuf before = handle.allocate(ByteBufAllocator.DEFAULT);
        assertThat(root(before)).isNotInstanceOf(SocketBlock.class);
        before.release();

        reads.enable();
        ByteBuf first = read(handle, "abc");
        ByteBuf none = handle.allocate(ByteBufAllocator.DEFAULT);
        handle.lastBytesRead(-1);
        none.release();
        ByteBuf second = read(handle, "defg");
        SocketBlock block = (SocketBlock) root(first);
        assertThat(root(second)).isSameAs(block);
        assertThat(block.toString(block.writerIndex() - 7, 7, StandardCharsets.UTF_8))
                .isEqualTo("abcdefg");
        SocketBlocks.giveBack(first);
        SocketBlocks.giveBack(second);
    }

    private static ByteBuf read(RecvByteBufAllocator.ExtendedHandle handle, String text) {
        ByteBuf bytes = handle.allocate(ByteBufAllocator.DEFAULT);
        handle.lastBytesRead(bytes.writeCharSequence(text, StandardCharsets.UTF_8));
        return bytes;
    }

    @Test
    void withoutABlockLeft_bytesStayInTheSocketsMemory() {
        List<ByteBuf> pieces = new ArrayList<>();
        ByteBuf piece = through(pooled(randomBytes(SocketBlock.BYTES)));
        while (root(piece) instanceof SocketBlock) {
            pieces.add(piece);
            piece = through(pooled(randomBytes(SocketBlock.BYTES)));
        }
        assertThat(pieces).isNotEmpty();
        piece.release();
        pieces.forEach(SocketBlocks::giveBack);
    }

    private ByteBuf through(ByteBuf read) {
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
