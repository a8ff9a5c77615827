// Fetches a file over gRPC the way the article "Server side streaming gRPC in Go" does it: the bytes of each message
// are appended to the output file, and an interrupted transfer is resumed by requesting the next chunk number.
//
//	fetch -address HOST:PORT -name NAME -out FILE [-start-at N] [-first-chunk] [-headers]
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"google.golang.org/grpc"

	pb "demo"
)

const deadline = 5 * time.Minute

func main() {
	address := flag.String("address", "localhost:50051", "host:port of the server")
	name := flag.String("name", "", "name of the file on the server")
	out := flag.String("out", "", "file to append to, created when missing")
	startAt := flag.Int("start-at", 0, "number of the first requested chunk")
	firstChunk := flag.Bool("first-chunk", false, "write the first chunk only, as if the transfer broke after it")
	headers := flag.Bool("headers", false, "print the response headers, a line each")
	flag.Parse()
	log.SetFlags(0)

	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	conn, err := grpc.DialContext(ctx, *address, grpc.WithInsecure(), grpc.WithBlock())
	if err != nil {
		log.Fatalf("failed to connect: %v", err)
	}
	defer conn.Close()

	request := &pb.Request{Name: *name, StartAt: int32(*startAt)}
	stream, err := pb.NewFilesClient(conn).GetFile(ctx, request)
	if err != nil {
		log.Fatalf("failed to open the stream: %v", err)
	}
	if *headers {
		printHeaders(stream)
	}
	if err := appendChunks(stream, *out, *firstChunk); err != nil {
		log.Fatal(err)
	}
}

func printHeaders(stream pb.Files_GetFileClient) {
	headers, err := stream.Header()
	if err != nil {
		log.Fatalf("failed to read the headers: %v", err)
	}
	for key, values := range headers {
		for _, value := range values {
			fmt.Printf("%s: %s\n", key, value)
		}
	}
}

// appendChunks reads the stream to its end, even when only the first chunk is requested, as the article's client does.
func appendChunks(stream pb.Files_GetFileClient, path string, firstChunk bool) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0644)
	if err != nil {
		return fmt.Errorf("error opening file: %w", err)
	}
	for {
		response, err := stream.Recv()
		if err == io.EOF {
			return file.Close()
		}
		if err != nil {
			return fmt.Errorf("error streaming data from server: %w", err)
		}
		if firstChunk && response.ChunkNumber >= 1 {
			continue
		}
		if _, err := file.Write(response.Chunk); err != nil {
			return fmt.Errorf("failed to write chunk %d to file: %w", response.ChunkNumber, err)
		}
	}
}
