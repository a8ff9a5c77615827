package io.chunkgate.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A raw socket client. */
final class TcpClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private TcpClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    static TcpClient connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** @param receiveBytes size of the kernel's receive buffer, which is what a client takes unread; 0 for the usual */
    static TcpClient connect(int port, int receiveBytes) throws IOException {
        Socket socket = new Socket();
        if (receiveBytes > 0) {
            socket.setReceiveBufferSize(receiveBytes);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        return new TcpClient(socket);
    }

    TcpClient size(long size) throws IOException {
        out.writeLong(size);
        return this;
    }

    TcpClient send(byte[] bytes) throws IOException {
        out.write(bytes);
        return this;
    }

    TcpClient send(byte[] bytes, int from, int to) throws IOException {
        out.write(bytes, from, to - from);
        return this;
    }

    /** Sends each byte in a segment of its own, if the kernel does not merge them. */
    TcpClient sendOneByOne(byte[] bytes) throws IOException {
        for (byte b : bytes) {
            out.write(b);
        }
        return this;
    }

    TcpClient endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Reads the next number. */
    long number() throws IOException {
        return in.readLong();
    }

    /** Reads a number and the end of the stream. */
    long reply() throws IOException {
        long number = in.readLong();
        assertThat(in.read()).as("the end behind the reply").isEqualTo(-1);
        return number;
    }

    byte[] read(int length) throws IOException {
        return in.readNBytes(length);
    }

    /** Reads until the end of the stream. */
    byte[] readAll() throws IOException {
        return in.readAllBytes();
    }

    DataInputStream in() {
        return in;
    }

    /** Resets the connection. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Closes the connection midway. */
    void leave() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
