package main

import (
	"context"
	"io"
	"log"
	"os"

	"google.golang.org/grpc"
)

// The same buffers again: what is in flight on a stream is far less.
const buffers = 32

var bothWays = &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}

func upload(conn *grpc.ClientConn, api service, file *os.File, chunk int, stored string) int64 {
	info, err := file.Stat()
	check(err)
	stream, err := conn.NewStream(context.Background(), bothWays, api.write)
	check(err)
	ended := make(chan error)
	go func() { ended <- drain(stream) }()
	check(stream.SendMsg(api.begin(info.Size())))
	ring := make([][]byte, buffers)
	for i := range ring {
		ring[i] = make([]byte, 0, chunk+64)
	}
	var offset int64
	for number := 0; offset < info.Size(); number++ {
		length := info.Size() - offset
		if length > int64(chunk) {
			length = int64(chunk)
		}
		message := api.data(ring[number%buffers], offset, int(length))
		_, err := file.ReadAt(message[len(message)-int(length):], offset)
		check(err)
		check(stream.SendMsg(message))
		offset += length
	}
	check(stream.SendMsg(api.finish(offset)))
	check(stream.CloseSend())
	check(<-ended)
	if stored != "" {
		makeDurable(stored)
	}
	return offset
}

// drain reads all responses, and checks only how the call ends.
func drain(stream grpc.ClientStream) error {
	var reply []byte
	for {
		err := stream.RecvMsg(&reply)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func download(ctx context.Context, conn *grpc.ClientConn, api service, sink io.Writer) int64 {
	stream, err := conn.NewStream(ctx, bothWays, api.read)
	check(err)
	check(stream.SendMsg(api.request()))
	check(stream.CloseSend())
	var byteCount int64
	var message []byte
	for {
		err := stream.RecvMsg(&message)
		if err == io.EOF || ctx.Err() != nil {
			return byteCount
		}
		if err != nil {
			log.Fatalf("after %d bytes: %v", byteCount, err)
		}
		data := dataOf(message)
		sink.Write(data)
		byteCount += int64(len(data))
	}
}

func makeDurable(name string) {
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	check(err)
	defer file.Close()
	check(file.Sync())
}
