// getfile calls demo.Files/GetFile over and over on one connection and says how much came and how long it took: the
// article's client with its default options, the file write left out.
package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"log"
	"time"

	pb "demo"

	"google.golang.org/grpc"
)

func main() {
	address := flag.String("address", "localhost:50051", "host:port of the server")
	name := flag.String("name", "", "the file to get")
	seconds := flag.Float64("seconds", 1, "no new call is begun after this time")
	sum := flag.Bool("sum", false, "get the file once and print its SHA-256 instead")
	flag.Parse()

	conn, err := grpc.Dial(*address, grpc.WithInsecure(), grpc.WithBlock())
	if err != nil {
		log.Fatalf("failed to connect: %v", err)
	}
	defer conn.Close()
	client := pb.NewFilesClient(conn)
	if *sum {
		digest := sha256.New()
		getFile(client, *name, digest)
		fmt.Printf("%x\n", digest.Sum(nil))
		return
	}
	repeat(*seconds, func() int64 { return getFile(client, *name, io.Discard) })
}

func repeat(seconds float64, call func() int64) {
	var byteCount, calls int64
	began := time.Now()
	for time.Since(began).Seconds() < seconds {
		byteCount += call()
		calls++
	}
	fmt.Printf("{\"bytes\":%d,\"requests\":%d,\"seconds\":%f}\n", byteCount, calls, time.Since(began).Seconds())
}

func getFile(client pb.FilesClient, name string, sink io.Writer) int64 {
	stream, err := client.GetFile(context.Background(), &pb.Request{Name: name})
	if err != nil {
		log.Fatalf("error calling server: %v", err)
	}
	var byteCount int64
	for {
		resp, err := stream.Recv()
		if err == io.EOF {
			return byteCount
		}
		if err != nil {
			log.Fatalf("error streaming data from server after %d bytes: %v", byteCount, err)
		}
		sink.Write(resp.Chunk)
		byteCount += int64(len(resp.Chunk))
	}
}
