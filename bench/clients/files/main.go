// files calls chunkgate.v1.FilesService or google.bytestream.ByteStream over and over on one connection, and says how much
// went and how long it took. It writes and reads the messages by hand, so that as little as possible of the machine goes to
// the client.
package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"google.golang.org/grpc"
)

func main() {
	address := flag.String("address", "localhost:8081", "host:port of the server")
	name := flag.String("name", "", "of the file on the server")
	source := flag.String("put", "", "the file to upload; without it the named file is downloaded")
	stored := flag.String("sync", "", "the file that the server writes, to be made durable after each upload")
	byteStream := flag.Bool("bytestream", false, "use ByteStream")
	chunk := flag.Int("chunk", 64*1024, "bytes in a message; downloads of ByteStream have the server's")
	streams := flag.Int("streams", 0, "download with so many calls at once, and say what the slowest and the fastest got")
	seconds := flag.Float64("seconds", 1, "no new call is begun after this time")
	sum := flag.Bool("sum", false, "download once and print the SHA-256 instead")
	flag.Parse()

	conn, err := grpc.Dial(*address, grpc.WithInsecure(), grpc.WithBlock(),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(raw{}), grpc.MaxCallRecvMsgSize(8<<20)))
	check(err)
	defer conn.Close()
	api := filesService(*name, *chunk)
	if *byteStream {
		api = byteStreamService(*name)
	}
	if *streams > 0 {
		together(*streams, *seconds, func(ctx context.Context, count func(int)) { download(ctx, conn, api, counter(count)) })
		return
	}
	if *sum {
		digest := sha256.New()
		download(context.Background(), conn, api, digest)
		fmt.Printf("%x\n", digest.Sum(nil))
		return
	}
	call := func() int64 { return download(context.Background(), conn, api, io.Discard) }
	if *source != "" {
		file, err := os.Open(*source)
		check(err)
		call = func() int64 { return upload(conn, api, file, *chunk, *stored) }
	}
	repeat(*seconds, call)
}

func repeat(seconds float64, call func() int64) {
	var byteCount, calls int64
	began := time.Now()
	for calls == 0 || time.Since(began).Seconds() < seconds {
		byteCount += call()
		calls++
	}
	fmt.Printf("{\"bytes\":%d,\"requests\":%d,\"seconds\":%f}\n", byteCount, calls, time.Since(began).Seconds())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
