// go-tcp-receive is the receiving side of the article "Streaming Large Files over TCP": 8 bytes of size, then the bytes, read
// and written through one buffer. The article does not show the loop; this is its sender's, turned round. An error ends its
// connection, not the program.
package main

import (
	"encoding/binary"
	"flag"
	"io"
	"log"
	"net"
	"os"
)

func main() {
	address := flag.String("address", "localhost:8080", "host:port to listen on")
	path := flag.String("file", "received.dat", "the file to write")
	bufferBytes := flag.Int("buffer", 1024, "bytes read and written at a time")
	flag.Parse()

	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			defer conn.Close()
			if err := receive(conn, *path, *bufferBytes); err != nil {
				log.Print(err)
			}
		}()
	}
}

func receive(conn net.Conn, path string, bufferBytes int) error {
	fileSizeBuffer := make([]byte, 8)
	if _, err := io.ReadFull(conn, fileSizeBuffer); err != nil {
		return err
	}
	left := int64(binary.BigEndian.Uint64(fileSizeBuffer))

	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()

	buffer := make([]byte, bufferBytes)
	for left > 0 {
		bytesRead, err := conn.Read(buffer)
		if err != nil {
			return err
		}
		if _, err := file.Write(buffer[:bytesRead]); err != nil {
			return err
		}
		left -= int64(bytesRead)
	}
	return nil
}
